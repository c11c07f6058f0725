// A multilayer perceptron in closed forms, the same as nnlib's: forward, backward, one step.

// An activation and its derivative, by what it got and what it gave.
const PHIS = {
  identity: [(z) => z, () => 1],
  relu: [(z) => Math.max(z, 0), (z) => (z > 0 ? 1 : 0)],
  tanh: [Math.tanh, (_, a) => 1 - a * a],
  sigmoid: [(z) => 1 / (1 + Math.exp(-z)), (_, a) => a * (1 - a)],
};

// A layer is {w, b, phi}: w holds its weights row by row, one row an input.
export function forward(layers, x) {
  const a = [x], z = [];
  layers.forEach(({ w, b, phi }, l) => {
    z.push(
      Array.from(b, (bias, j) => a[l].reduce((sum, v, i) => sum + v * w[i * b.length + j], bias)),
    );
    a.push(z[l].map(PHIS[phi][0]));
  });
  const logits = z.at(-1), top = Math.max(...logits);
  const shares = logits.map((value) => Math.exp(value - top));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const p = logits.length === 1
    ? logits.map(PHIS.sigmoid[0])
    : shares.map((share) => share / total);
  return { a, z, p };
}

// Δ = ∂L/∂z of every layer, for the cross-entropy of one label; one output stands for two classes.
export function backward(layers, { a, z, p }, label) {
  const deltas = [p.map((share, j) => share - (p.length === 1 ? label : Number(j === label)))];
  for (let l = layers.length - 1; l > 0; l--) {
    const { w, b } = layers[l], derivative = PHIS[layers[l - 1].phi][1];
    deltas.unshift(
      z[l - 1].map((value, i) =>
        deltas[0].reduce((sum, d, j) => sum + d * w[i * b.length + j], 0) *
        derivative(value, a[l][i])
      ),
    );
  }
  const logits = z.at(-1), one = p.length === 1, chosen = one ? label * logits[0] : logits[label];
  const top = Math.max(...logits, one ? 0 : -Infinity);
  const all = logits.reduce((sum, v) => sum + Math.exp(v - top), one ? Math.exp(-top) : 0);
  return { deltas, loss: top + Math.log(all) - chosen };
}

// The layers after one step of size eta against the gradient, which is a times Δ for each weight.
export function stepped(layers, { a }, deltas, eta) {
  return layers.map(({ w, b, phi }, l) => ({
    w: Array.from(w, (v, k) => v - eta * a[l][Math.floor(k / b.length)] * deltas[l][k % b.length]),
    b: Array.from(b, (v, j) => v - eta * deltas[l][j]),
    phi,
  }));
}
