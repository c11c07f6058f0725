// Two yes-or-no variables as one square of probability, and their entropies as bars that overlap.

import { between, dial, drawn, plane, put, svg } from "./shared/drawn.js";

// The closed form that this widget computes, in bits: x is "yes" with probability p, and y then with
// probability yes, otherwise with probability no.
export function entropies(p, yes, no) {
  const h = (shares) => shares.reduce((sum, q) => sum - (q > 0 ? q * Math.log2(q) : 0), 0);
  const y = p * yes + (1 - p) * no;
  const both = h([p * yes, p * (1 - yes), (1 - p) * no, (1 - p) * (1 - no)]);
  const x = h([p, 1 - p]), hy = h([y, 1 - y]);
  return { x, y: hy, both, shared: x + hy - both };
}

export function joint(place) {
  const { x: X, y: Y, start: first } = place.model.get("data");
  const view = plane([-0.68, 2.9], [-0.16, 1.16], 400, 196), { px, py } = view;
  const parts = [0, 1, 2, 3].map((k) =>
    svg("rect", { class: `${k < 2 ? "nn-zero" : "nn-one"} nn-joint-${k % 2 ? "no" : "yes"}` })
  );
  const LEFT = 1.3, BIT = 0.74, rows = [0.78, 0.44, 0.1]; // the bars, and how wide one bit is
  const bars = ["nn-zero", "nn-one", "nn-zero", "nn-joint-shared", "nn-one"].map((kind) =>
    svg("rect", { class: `${kind} nn-joint-bar`, height: py(0) - py(0.2) })
  );
  const heads = [`H(${X})`, `H(${Y})`, "both, with I shared"].map((text, k) =>
    svg("text", { x: px(LEFT), y: py(rows[k] + 0.2) - 5 }, text)
  );
  const says = [0, 1].map((k) => svg("text", { class: "nn-foot", y: py(0) + 16 - k }));
  const axes = svg(
    "g",
    { class: "nn-axes" },
    svg("text", { x: 2, y: py(0.04) }, Y),
    svg("text", { x: 2, y: py(0.92) }, `no ${Y}`),
    ...heads,
  );

  function draw({ p, yes, no }) {
    [[0, p, 0, yes], [0, p, yes, 1], [p, 1, 0, no], [p, 1, no, 1]].forEach(([l, r, low, top], k) =>
      put(parts[k], { x: px(l), y: py(top), width: px(r) - px(l), height: py(low) - py(top) })
    );
    const { x, y, both, shared } = entropies(p, yes, no), width = (bits) => px(bits * BIT) - px(0);
    [[0, x, 0], [both - y, y, 1], [0, both - y, 2], [both - y, shared, 2], [x, both - x, 2]]
      .forEach(([from, bits, row], k) =>
        put(bars[k], {
          x: px(LEFT) + width(from),
          y: py(rows[row] + 0.2),
          width: Math.max(0, width(bits)),
        })
      );
    says.forEach((node, k) => {
      put(node, { x: px(k ? (1 + p) / 2 : p / 2) });
      const share = k ? 1 - p : p;
      node.textContent = share > 0.18 ? (k ? `no ${X}` : X) : "";
    });
    const bits = (value) => Math.abs(value).toFixed(2);
    return {
      said: `With P(${X}) = ${bits(p)} they share H(${X}) ${bits(x)} + H(${Y}) ${
        bits(y)
      } − H(both) ${bits(both)} = ${bits(shared)} bits. Who knows “${Y}” is left with ${
        bits(x - shared)
      } bits of doubt about “${X}”.`,
      at: [[p, 0.5], [p / 2, yes], [(1 + p) / 2, no]],
      now: { p, yes, no, shared },
    };
  }

  const share = (label, key, low, high) =>
    dial(label, [low, high, 0.01], (state) => state[key], (state, value) => {
      state[key] = value;
    });
  drawn(place, {
    name: "Two variables and the bits that they share",
    view,
    draw,
    drag(state, i, [x, y]) {
      if (i === 0) state.p = between(x, 0.05, 0.95);
      else state[i === 1 ? "yes" : "no"] = between(y, 0, 1);
    },
    start: () => ({ p: first[0], yes: first[1], no: first[2] }),
    controls: [
      share(X, "p", 0.05, 0.95),
      share(`${Y} if ${X}`, "yes", 0, 1),
      share(`${Y} if no ${X}`, "no", 0, 1),
    ],
    shapes: [...parts, ...bars, axes, ...says],
  });
}
