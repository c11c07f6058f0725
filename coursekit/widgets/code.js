// A code for four outcomes: probability as height, code length as width, so that the area is the mean length.

import { between, dial, drawn, plane, put, svg } from "./shared/drawn.js";

// The closed form that this widget computes: a code word of l bits uses up 2^-l of a budget of 1
// (Kraft). Within it there are words none of which begins another; they are counted up by length.
export function coded(p, lengths) {
  const entropy = p.reduce((sum, share) => sum - (share > 0 ? share * Math.log2(share) : 0), 0);
  const mean = p.reduce((sum, share, i) => sum + share * lengths[i], 0);
  const used = lengths.reduce((sum, l) => sum + 2 ** -l, 0), words = p.map(() => "");
  let next = 0, last = 0;
  for (const i of [...p.keys()].sort((a, b) => lengths[a] - lengths[b] || a - b)) {
    next *= 2 ** (lengths[i] - last);
    last = lengths[i];
    words[i] = (next++).toString(2).padStart(last, "0");
  }
  return { entropy, mean, used, words: used > 1 ? null : words };
}

export function code(place) {
  const { names, p: first, lengths: given, longest: MOST, least: LEAST } = place.model.get("data"),
    n = names.length;
  const view = plane([-2.1, MOST + 3], [-0.18, 1.06], 400, 236), { px, py } = view;
  const STACK = MOST + 1.3,
    bars = names.map((_, i) => rect(i)),
    shares = names.map((_, i) => rect(i));
  const ideal = svg("path", { class: "nn-own" });
  const frame = svg("path", {
    class: "nn-aim",
    d: `M${px(STACK)} ${py(0)}V${py(1)}H${px(STACK + 1.2)}V${py(0)}Z`,
  });
  const called = names.map(() => svg("text", { class: "nn-foot", x: px(-1.3) }));
  const worded = names.map(() => svg("text", { class: "nn-foot", x: px(STACK + 0.6) }));
  const axes = svg(
    "g",
    { class: "nn-axes" },
    ...Array.from({ length: MOST + 1 }, (_, l) => [
      svg("line", { x1: px(l), x2: px(l), y1: py(0), y2: py(1) }),
      svg("text", { x: px(l) - 4, y: py(0) + 16 }, l === MOST ? `${l} bits` : `${l}`),
    ]).flat(),
    svg("text", { x: px(STACK) - 2, y: py(0) + 16 }, "budget"),
  );

  function rect(i) {
    return svg("rect", { class: `${i % 2 ? "nn-one" : "nn-zero"} nn-code-part` });
  }

  const percent = (share) => Number((100 * share).toFixed(1));
  // Always as wide as two digits, so that the label beside it keeps its place.
  const whole = (share) => (100 * share).toFixed(0).padStart(2, "\u2007");

  function draw({ p, lengths }) {
    const { entropy, mean, used, words } = coded(p, lengths);
    let top = 1, filled = 0, outline = "";
    const at = [], borders = [];
    p.forEach((share, i) => {
      const low = top - share, middle = (top + low) / 2, part = 2 ** -lengths[i];
      put(bars[i], {
        x: px(0),
        y: py(top),
        width: px(lengths[i]) - px(0),
        height: py(low) - py(top),
      });
      const [from, to] = [filled, filled + part].map((used) => py(Math.max(-0.1, 1 - used)));
      put(shares[i], { x: px(STACK), y: from, width: px(1.2) - px(0), height: to - from });
      put(called[i], { y: py(middle) + 4 });
      put(worded[i], { y: py(1 - filled - part / 2) + 4 });
      called[i].textContent = `${names[i]} ${percent(share)}%`;
      worded[i].textContent = words && part > 0.05 ? words[i] : "";
      const best = px(between(-Math.log2(share), 0, MOST));
      outline += `M${best} ${py(top)}V${py(low)}`;
      at.push([lengths[i], middle]);
      if (i < n - 1) borders.push([-0.22, low]);
      filled += part;
      top = low;
    });
    put(ideal, { d: outline });
    const listed = names.map((name, i) => `${name} ${(100 * p[i]).toFixed(1)}% ${words?.[i]}`).join(
      ", ",
    );
    const code = words
      ? `Code words: ${listed}.`
      : "So there is no such code: make some words longer.";
    return {
      said: `Mean length ${mean.toFixed(2)} bits: the entropy, ${entropy.toFixed(2)}, and ${
        Math.abs(mean - entropy).toFixed(2)
      } ${mean < entropy - 0.005 ? "fewer" : "more"}. The lengths use up ${
        used.toFixed(3)
      } of a budget of 1. ${code}`,
      at: [...at, ...borders],
      now: { p, lengths, mean, entropy, used },
    };
  }

  // Neighbors share what they have together: what one gains, the other loses.
  function border(p, i, share) {
    const both = p[i] + p[i + 1];
    p[i] = between(share, LEAST, both - LEAST);
    p[i + 1] = both - p[i];
  }

  drawn(place, {
    name: "A code for four outcomes",
    view,
    draw,
    drag({ p, lengths }, i, [x, y], from) {
      if (i < n) {
        const by = x - from.lengths[i], words = Math.ceil(Math.abs(by) - 0.2);
        lengths[i] = between(from.lengths[i] + Math.sign(by) * Math.max(0, words), 1, MOST);
      } else border(p, i - n, 1 - p.slice(0, i - n).reduce((a, b) => a + b, 0) - y);
    },
    start: () => ({ p: [...first], lengths: [...given] }),
    controls: [
      ...names.map((name, i) =>
        dial(`bits for ${name}`, [1, MOST, 1], ({ lengths }) => lengths[i], (state, value) => {
          state.lengths[i] = value;
        }, (value) => `${value}`)
      ),
      ...names.slice(0, -1).map((name, i) => ({
        ...dial(
          `${name} ↔ ${names[i + 1]}`,
          [0, 1, 0.05],
          ({ p }) => (p[i] - LEAST) / (p[i] + p[i + 1] - 2 * LEAST || 1),
          ({ p }, value) => border(p, i, LEAST + value * (p[i] + p[i + 1] - 2 * LEAST)),
        ),
        text: ({ p }) => `${whole(p[i])} ↔ ${whole(p[i + 1])}%`,
      })),
    ],
    longest:
      `Mean length 2.00 bits: the entropy, 1.75, and 0.25 fewer. The lengths use up 1.000 of a budget of 1. Code words: ${
        names.map((name) => `${name} 50.0% 00000`).join(", ")
      }.`,
    shapes: [axes, ...bars, ideal, ...shares, frame, ...called, ...worded],
  });
}
