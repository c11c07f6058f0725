// Logits become probabilities: raise a bar of softmax(z / τ), and the others fall.

import { between, dial, drawn, minus, plane, put, svg } from "./shared/drawn.js";

// The closed form that this widget computes, the same as nnlib's softmax.
export function shares(z, tau) {
  const top = Math.max(...z), e = z.map((value) => Math.exp((value - top) / tau));
  const sum = e.reduce((a, b) => a + b);
  return e.map((value) => value / sum);
}

export function logits(place) {
  const { names, start, temperature, temperatures: TAUS, largest: MOST } = place.model.get("data"),
    n = names.length;
  const view = plane([-0.8, n - 0.4], [-0.28, 1.18], 400, 290), { px, py } = view;
  const width = px(0.62) - px(0), bars = names.map(() => svg("rect", { class: "nn-bar", width }));
  const tops = names.map(() => svg("text", { class: "nn-value" })),
    feet = names.map(() => svg("text", { class: "nn-foot" }));
  const axes = svg(
    "g",
    { class: "nn-axes" },
    ...[0, 0.5, 1].flatMap((v) => [
      svg("line", { x1: 0, x2: view.width, y1: py(v), y2: py(v) }),
      svg("text", { x: 4, y: py(v) - 5 }, `${100 * v}%`),
    ]),
  );
  const named = names.map((name, i) =>
    svg("text", { class: "nn-name", x: px(i), y: py(0) + 26 }, name)
  );

  function draw({ z, tau }) {
    const p = shares(z, tau),
      percent = p.map((
        share,
      ) => (share < 0.0995 ? `${(100 * share).toFixed(1)}%` : `${(100 * share).toFixed(0)}%`));
    p.forEach((share, i) => {
      put(bars[i], { x: px(i) - width / 2, y: py(share), height: py(0) - py(share) });
      put(tops[i], { x: px(i), y: py(share) - 16 });
      put(feet[i], { x: px(i), y: py(0) + 43 });
      tops[i].textContent = percent[i];
      feet[i].textContent = `z = ${minus(z[i])}`;
    });
    const listed = names.map((name, i) => `${name} ${percent[i]}`).join(", ");
    return {
      said: `Probabilities at temperature ${tau}: ${listed}.`,
      at: p.map((share, i) => [i, share]),
      now: { z, temperature: tau, shares: p },
    };
  }

  // The share p of one, the other logits kept: z = τ (ln p − ln(1 − p) + ln of the others' sum).
  function drag({ z, tau }, i, [, share]) {
    const p = between(share, 0.001, 0.999),
      others = z.filter((_, j) => j !== i),
      top = Math.max(...others);
    const rest = top / tau +
      Math.log(others.reduce((sum, value) => sum + Math.exp((value - top) / tau), 0));
    z[i] = between(tau * (Math.log(p / (1 - p)) + rest), -MOST, MOST);
  }

  drawn(place, {
    name: "Logits and their probabilities",
    view,
    draw,
    drag,
    start: () => ({ z: [...start], tau: temperature }),
    controls: [
      ...names.map((name, i) =>
        dial(`z of ${name}`, [-MOST, MOST, 0.1], ({ z }) => z[i], ({ z }, value) => {
          z[i] = value;
        })
      ),
      {
        label: "temperature τ",
        slider: true,
        values: TAUS.map(String),
        index: ({ tau }) => TAUS.indexOf(tau),
        set(state, k) {
          state.tau = TAUS[k];
        },
      },
    ],
    shapes: [axes, ...bars, ...named, ...tops, ...feet],
  });
}
