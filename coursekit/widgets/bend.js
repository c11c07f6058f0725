// One activation function: slide along it and read value and slope, or shift it by bias and offset.

import { between, dial, drawn, menu, minus, plane, put, svg } from "./shared/drawn.js";

// The closed forms that this widget computes: [value, slope] at z, the same as nnlib's.
const logistic = (z) => 1 / (1 + Math.exp(-z));

// The distribution function and the density of the standard normal distribution.
function normal(z) {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  let term = z, sum = z;
  for (let k = 3; Math.abs(term) > 1e-17; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return [0.5 + density * sum, density];
}

const BENDS = {
  step: (z) => [z > 0 ? 1 : 0, 0],
  sigmoid: (z) => {
    const s = logistic(z);
    return [s, s * (1 - s)];
  },
  tanh: (z) => {
    const t = Math.tanh(z);
    return [t, 1 - t * t];
  },
  ReLU: (z) => [Math.max(z, 0), z > 0 ? 1 : 0],
  "leaky ReLU": (z) => (z > 0 ? [z, 1] : [0.01 * z, 0.01]),
  softplus: (z) => [Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), logistic(z)],
  GELU: (z) => {
    const [cdf, density] = normal(z);
    return [z * cdf, cdf + z * density];
  },
  SiLU: (z) => {
    const s = logistic(z);
    return [z * s, s * (1 + z * (1 - s))];
  },
};
export const bent = (name, z) => BENDS[name](z);

export function bend(place) {
  const { names, start, weights, ranges, steepest } = place.model.get("data");
  const view = plane([-6, 6], [-2.2, 4.4], 400, 300),
    { px, py } = view,
    INPUTS = Array.from({ length: 481 }, (_, i) => i / 40 - 6);
  const [aim, own, out] = ["nn-aim", "nn-own", "nn-out"].map((kind) =>
      svg("path", { class: kind })
    ),
    cut = svg("line", { class: "nn-arrow" });
  const axes = svg(
    "g",
    { class: "nn-axes" },
    svg("line", { x1: 0, x2: view.width, y1: py(0), y2: py(0) }),
    svg("line", { x1: px(0), x2: px(0), y1: 0, y2: view.height }),
    svg("text", { x: view.width - 14, y: py(0) + 16 }, weights ? "x" : "z"),
    ...[-4, -2, 2, 4].map((v) => svg("text", { x: px(v) - 4, y: py(0) + 16 }, minus(v, 0))),
    ...[-1, 1, 2, 3, 4].map((v) => svg("text", { x: px(0) + 5, y: py(v) + 4 }, minus(v, 0))),
  );
  // A curve, broken where a step jumps; straight lines of 40 points a unit look smooth.
  const path = (node, f) =>
    node.setAttribute(
      "d",
      INPUTS.map((x, i) => {
        const y = f(x), jump = i && Math.abs(y - f(INPUTS[i - 1])) > 0.99;
        return `${i && !jump ? "L" : "M"}${px(x).toFixed(1)} ${py(y).toFixed(1)}`;
      }).join(""),
    );
  const segment = (x1, y1, x2, y2) => put(cut, { x1: px(x1), y1: py(y1), x2: px(x2), y2: py(y2) });
  const nearly = (
    value,
  ) => (value !== Math.round(value) && Math.abs(value - Math.round(value)) < 0.0005
    ? "nearly "
    : "");
  const small = (
    value,
  ) => (value && Math.abs(value) < 0.01
    ? value.toExponential(1).replaceAll("-", "−")
    : nearly(value) + minus(value, 3));

  function slide({ kind, z }) {
    const name = names[kind], [a, slope] = bent(name, z);
    path(out, (x) => bent(name, x)[0]);
    path(own, (x) => bent(name, x)[1]);
    segment(z - 1, a - slope, z + 1, a + slope);
    return {
      said: `At z = ${minus(z)} the ${name} has the value ${small(a)} (thick line) and the slope ${
        small(slope)
      } (dashed; the short line has it). Its range is ${ranges[kind]}; its slope is ${
        steepest[kind]
      }.`,
      at: [[z, a]],
      now: { activation: name, z, value: a, slope },
    };
  }

  function shift({ kind, w, b, c }) {
    const name = names[kind],
      [middle] = bent(name, 0),
      at = w ? -b / w : NaN,
      seen = Math.abs(at) <= 6;
    path(aim, (x) => bent(name, w * x)[0]);
    path(out, (x) => bent(name, w * x + b)[0] + c);
    cut.setAttribute("visibility", seen ? "visible" : "hidden");
    if (seen) segment(at, -2.2, at, middle + c);
    const far = (value, back, forth) => `by ${minus(Math.abs(value))} ${value < 0 ? back : forth}`;
    const where = !w
      ? "With w = 0 the input has no say, and the bias sets the height."
      : `z = 0 is at x = ${minus(b ? at : 0)}${
        b ? `: the bias moved the curve ${far(at, "to the left", "to the right")}` : ""
      }.`;
    return {
      said: `The thick line is ${name}(${minus(w)} x ${b < 0 ? "−" : "+"} ${minus(Math.abs(b))}) ${
        c < 0 ? "−" : "+"
      } ${minus(Math.abs(c))}, the thin one ${name}(${minus(w)} x). ${where}${
        c ? ` What is added afterward moved it ${far(c, "down", "up")}.` : ""
      }`,
      at: seen ? [[at, middle + c]] : [],
      now: { activation: name, w, b, c },
    };
  }

  const kind = menu("activation", names, "kind"),
    number = (label, range, key) =>
      dial(label, range, (state) => state[key], (state, value) => {
        state[key] = value;
      });
  drawn(
    place,
    weights
      ? {
        name: "Weight, bias and what is added afterward",
        view,
        draw: shift,
        start: () => ({ kind: start, w: weights[0], b: weights[1], c: 0 }),
        drag(state, _, [x, y]) {
          state.b = between(-state.w * x, -6, 6);
          state.c = between(y - bent(names[state.kind], 0)[0], -2, 2);
        },
        controls: [
          kind,
          number("weight w", [-4, 4, 0.1], "w"),
          number("bias b", [-6, 6, 0.1], "b"),
          number("added after φ", [-2, 2, 0.1], "c"),
        ],
        shapes: [axes, cut, aim, out],
      }
      : {
        name: "Value and slope of an activation function",
        view,
        draw: slide,
        start: () => ({ kind: start, z: 1 }),
        drag(state, _, [x]) {
          state.z = x;
        },
        controls: [kind, number("input z", [-6, 6, 0.1], "z")],
        shapes: [axes, own, out, cut],
      },
  );
}
