// One row of attention: a query that one drags, keys, their weights as bars, and the mix of the values.

import { between, dial, drawn, minus, put, svg } from "./shared/drawn.js";

// The closed form that this widget computes: softmax(K q / √d), and the weighted mean of the values.
export function looked(q, keys, values) {
  const scores = keys.map((key) =>
    key.reduce((sum, k, i) => sum + k * q[i], 0) / Math.sqrt(q.length)
  );
  const top = Math.max(...scores), e = scores.map((score) => Math.exp(score - top));
  const total = e.reduce((a, b) => a + b), weights = e.map((part) => part / total);
  const mix = values[0].map((_, j) => weights.reduce((sum, w, i) => sum + w * values[i][j], 0));
  return { scores, weights, mix };
}

export function lookup(place) {
  const { names, keys: first, values, query, reach: R } = place.model.get("data");
  const ROW = 17, RIM = 20;
  let at = layout(420);
  function layout(width) {
    const side = Math.min(240, Math.floor((width - 14) / 2)), left = (width - 2 * side - 14) / 2;
    return { width, side, x0: [left, left + side + 14], below: RIM + side + 8 };
  }
  const px = (k, x) => at.x0[k] + (x + R) / (2 * R) * at.side;
  const py = (y) => RIM + (R - y) / (2 * R) * at.side;
  const frames = [0, 1].map(() => svg("rect", { class: "nn-fold-frame" }));
  const crosses = [0, 1].map(() => svg("path", { class: "nn-level" }));
  const heads = ["keys and the query", "values and their mix"].map((text) =>
    svg("text", { class: "nn-net-head", y: 13, "text-anchor": "middle" }, text)
  );
  const arrows = names.map(() => svg("path", { class: "nn-lookup-key" }));
  const threads = names.map(() => svg("path", { class: "nn-lookup-thread" }));
  const dots = names.map(() => svg("circle", { class: "nn-zero" }));
  const asked = svg("path", { class: "nn-lookup-query" });
  const mixed = svg("circle", { class: "nn-one", r: 7 });
  const called = [0, 1].map(() => names.map((name) => svg("text", { class: "nn-net-head" }, name)));
  const asks = svg("text", { class: "nn-net-head", "text-anchor": "middle" }, "query");
  const bars = names.map(() => svg("rect", { class: "nn-bar", height: ROW - 5 }));
  const labels = names.map((name) =>
    svg("text", { class: "nn-lookup-name", "text-anchor": "end" }, name)
  );
  const says = names.map(() => svg("text", { class: "nn-lookup-name" }));

  // A name stands beside its point, on the side away from the middle, or inside at the rim.
  function name(node, k, [x, y]) {
    const right = (x <= 0) === (Math.abs(x) < R - 0.8), away = k ? 0 : 13;
    put(node, {
      x: px(k, x) + (right ? -1 : 1) * (away + 7),
      y: py(y) + (y < 0 ? 13 : -5),
      "text-anchor": right ? "end" : "start",
    });
  }

  function draw({ q, keys, chosen }) {
    const { weights, mix } = looked(q, keys, values);
    const percent = weights.map((w) => `${(100 * w).toFixed(w < 0.0995 ? 1 : 0)}%`);
    const wide = at.side * 2 + 14 - 110, left = at.x0[0] + 58;
    [0, 1].forEach((k) => {
      put(frames[k], { x: at.x0[k], y: RIM, width: at.side, height: at.side });
      put(crosses[k], { d: `M${px(k, -R)} ${py(0)}H${px(k, R)}M${px(k, 0)} ${py(-R)}V${py(R)}` });
      put(heads[k], { x: at.x0[k] + at.side / 2 });
    });
    names.forEach((_, i) => {
      const w = weights[i], [kx, ky] = keys[i], [vx, vy] = values[i];
      put(arrows[i], {
        d: `M${px(0, 0)} ${py(0)}L${px(0, kx)} ${py(ky)}`,
        "stroke-width": 1.5 + 7 * w,
      });
      put(threads[i], {
        d: `M${px(1, mix[0])} ${py(mix[1])}L${px(1, vx)} ${py(vy)}`,
        "stroke-width": 0.5 + 7 * w,
      });
      put(dots[i], { cx: px(1, vx), cy: py(vy), r: 3 + 8 * Math.sqrt(w) });
      arrows[i].style.opacity = i === chosen ? "0.9" : "0.6";
      called[0][i].style.fontWeight = i === chosen ? "700" : "400";
      name(called[0][i], 0, keys[i]);
      name(called[1][i], 1, values[i]);
      const y = at.below + i * ROW;
      put(bars[i], { x: left, y, width: Math.max(1, wide * w) });
      put(labels[i], { x: left - 6, y: y + 11 });
      put(says[i], { x: left + Math.max(1, wide * w) + 6, y: y + 11 });
      says[i].textContent = percent[i];
    });
    put(asked, { d: `M${px(0, 0)} ${py(0)}L${px(0, q[0])} ${py(q[1])}` });
    put(asks, {
      x: px(0, between(q[0], 0.6 - R, R - 0.6)),
      y: py(q[1]) + (q[1] > R - 0.5 ? 24 : -14),
    });
    put(mixed, { cx: px(1, mix[0]), cy: py(mix[1]) });
    const listed = names.map((each, i) => `${each} ${percent[i]}`).join(", ");
    return {
      said: `The query is (${minus(q[0])}, ${minus(q[1])}), the key of “${names[chosen]}” (${
        minus(keys[chosen][0])
      }, ${minus(keys[chosen][1])}). Weights: ${listed}. The mix is (${minus(mix[0])}, ${
        minus(mix[1])
      }).`,
      at: [...keys, q].map(([x, y]) => [px(0, x), py(y)]),
      now: { query: q, keys, weights, mix },
    };
  }

  /** @type {(label: string, get: (state: any) => number[], k: number) => any} */
  const part = (label, get, k) =>
    dial(label, [-R, R, 0.1], (state) => get(state)[k], (state, value) => {
      get(state)[k] = value;
    });
  const self = drawn(place, {
    name: "A lookup by weights",
    view: {
      width: 420,
      height: at.below + names.length * ROW,
      px: (x) => x,
      py: (y) => y,
      at: (event, box) => [
        (event.clientX - box.left) * at.width / box.width,
        (event.clientY - box.top) * at.width / box.width,
      ],
    },
    start: () => ({ q: [...query], keys: structuredClone(first), chosen: 0 }),
    draw,
    drag(state, i, [x, y]) {
      const point = [
        between((x - at.x0[0]) / at.side * 2 * R - R, -R, R),
        between(R - (y - RIM) / at.side * 2 * R, -R, R),
      ];
      if (i === names.length) state.q = point; // on top of the keys
      else {
        state.keys[i] = point;
        state.chosen = i;
      }
    },
    controls: [
      part("query, across", (state) => state.q, 0),
      part("query, up", (state) => state.q, 1),
      {
        label: "chosen key",
        slider: false,
        values: names,
        index: (state) => state.chosen,
        set(state, k) {
          state.chosen = k;
        },
      },
      part("key, across", (state) => state.keys[state.chosen], 0),
      part("key, up", (state) => state.keys[state.chosen], 1),
    ],
    longest: `The query is (−0.00, −0.00), the key of “${
      names.reduce((a, b) => a.length > b.length ? a : b)
    }” (−0.00, −0.00). Weights: ${
      names.map((each) => `${each} 0.0%`).join(", ")
    }. The mix is (−0.00, −0.00).`,
    resize(width) {
      at = layout(width);
      return at.below + names.length * ROW;
    },
    shapes: [
      ...frames,
      ...crosses,
      ...arrows,
      asked,
      ...threads,
      ...dots,
      mixed,
      ...called.flat(),
      asks,
      ...heads,
      ...bars,
      ...labels,
      ...says,
    ],
  });
  return self.end;
}
