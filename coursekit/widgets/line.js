// One neuron as a line: drag it, or set its weights and bias.

import { uid } from "./shared/dom.js";
import { dial, drawn, menu, minus, plane, svg } from "./shared/drawn.js";

// The closed form that this widget computes, the same as nnlib's Neuron with a step.
export function neuron(w, b, points) {
  const z = points.map((x) => x.reduce((sum, value, i) => sum + w[i] * value, b));
  return { z, fires: z.map((value) => (value > 0 ? 1 : 0)) };
}

export function line(place) {
  const { tables, start } = place.model.get("data");
  const MOST = 4,
    SIDE = 325,
    view = plane([-0.75, 1.75], [-0.75, 1.75], SIDE, SIDE),
    { px, py } = view;
  const tip = uid("tip"),
    side = svg("polygon", { class: "nn-half" }),
    cut = svg("line", { class: "nn-cut" });
  const arrow = svg("line", { class: "nn-arrow", "marker-end": `url(#${tip})` }), marks = svg("g");
  const axes = svg(
    "g",
    { class: "nn-axes" },
    ...[0, 1].flatMap((v) => [
      svg("line", { x1: px(v), x2: px(v), y1: 0, y2: SIDE }),
      svg("line", { y1: py(v), y2: py(v), x1: 0, x2: SIDE }),
      svg("text", { x: px(v) + 5, y: SIDE - 6 }, `x₁ = ${v}`),
      svg("text", { x: 4, y: py(v) - 5 }, `x₂ = ${v}`),
    ]),
  );
  const marker = svg("marker", {
    id: tip,
    viewBox: "0 0 10 10",
    refX: 8,
    refY: 5,
    markerWidth: 6,
    markerHeight: 6,
    orient: "auto",
  }, svg("path", { d: "M0 0 L10 5 L0 10 z", class: "nn-tip" }));

  // Two points on the line, on either side of the place nearest to the middle of the picture.
  function handles([w1, w2, b]) {
    const norm = Math.hypot(w1, w2), away = (w1 * 0.5 + w2 * 0.5 + b) / (norm * norm);
    const foot = [0.5 - away * w1, 0.5 - away * w2], along = [-w2 / norm, w1 / norm];
    return [-0.8, 0.8, 0].map((t) => [foot[0] + t * along[0], foot[1] + t * along[1]]);
  }

  function draw({ task, theta, best }) {
    const [w1, w2, b] = theta, [name, points, labels] = tables[task];
    const { fires } = neuron([w1, w2], b, points);
    const right = fires.filter((fire, i) => fire === labels[i]).length;
    best[task] = Math.max(best[task] ?? 0, right);
    marks.replaceChildren(...points.flatMap(([x, y], i) => {
      const good = fires[i] === labels[i],
        shape = labels[i]
          ? svg("rect", { class: "nn-one", x: px(x) - 9, y: py(y) - 9, width: 18, height: 18 })
          : svg("circle", { class: "nn-zero", cx: px(x), cy: py(y), r: 10 });
      return [
        shape,
        svg(
          "text",
          { class: good ? "nn-ok" : "nn-no", x: px(x) + 14, y: py(y) + 22 },
          good ? "✓" : "✗",
        ),
      ];
    }));
    const norm = Math.hypot(w1, w2), seen = norm > 1e-9, at = seen ? handles(theta) : [];
    [cut, arrow].forEach((node) => node.setAttribute("visibility", seen ? "visible" : "hidden"));
    side.setAttribute("points", b > 0 ? `0,0 ${SIDE},0 ${SIDE},${SIDE} 0,${SIDE}` : "");
    if (seen) {
      const [p, q, foot] = at,
        u = [(q[0] - p[0]) / 1.6, (q[1] - p[1]) / 1.6],
        n = [w1 / norm, w2 / norm];
      const far = (t, d) => [px(foot[0] + t * u[0] + d * n[0]), py(foot[1] + t * u[1] + d * n[1])];
      const end = (node, i, place) => {
        const [x, y] = place;
        node.setAttribute(`x${i}`, x);
        node.setAttribute(`y${i}`, y);
      };
      side.setAttribute("points", [far(-5, 0), far(5, 0), far(5, 6), far(-5, 6)].join(" "));
      end(cut, 1, far(-5, 0));
      end(cut, 2, far(5, 0));
      end(arrow, 1, far(0, 0));
      end(arrow, 2, far(0, 0.32));
    }
    const plus = (value) => (value < 0 ? `− ${minus(-value)}` : `+ ${minus(value)}`);
    const where = seen
      ? `The neuron fires where ${minus(w1)} x₁ ${plus(w2)} x₂ ${plus(b)} > 0.`
      : `Both weights are 0: there is no line, and the neuron ${b > 0 ? "always" : "never"} fires.`;
    const verdict = right === labels.length
      ? "All right: this neuron solves it."
      : `Best so far: ${best[task]} of ${labels.length}.`;
    const said = `${name}: ${right} of ${labels.length} points are right. ${where} ${verdict}`;
    return { said, at, now: { task: name, w: [w1, w2], b, right } };
  }

  // Dragging an end turns the line about the other end; dragging the middle shifts it.
  function drag(state, i, [x, y], { theta }) {
    const norm = Math.hypot(theta[0], theta[1]);
    let n = [theta[0] / norm, theta[1] / norm];
    if (i < 2) {
      const fixed = handles(theta)[1 - i],
        d = [x - fixed[0], y - fixed[1]],
        length = Math.hypot(...d),
        sign = i === 1 ? 1 : -1;
      if (length < 0.1) return;
      n = [(sign * d[1]) / length, (-sign * d[0]) / length];
    }
    const next = [norm * n[0], norm * n[1], -norm * (n[0] * x + n[1] * y)];
    // the same line, within the sliders
    const scale = Math.min(1, MOST / Math.max(...next.map(Math.abs)));
    state.theta = next.map((value) => value * scale);
  }

  drawn(place, {
    name: "Drag the line of a neuron",
    view,
    draw,
    drag,
    start: () => ({ task: 0, theta: [...start], best: {} }),
    kept: ["task", "theta"],
    controls: [
      menu("task", tables.map(([name]) => name), "task"),
      ...["weight w₁", "weight w₂", "bias b"].map((label, i) =>
        dial(label, [-MOST, MOST, 0.05], (state) => state.theta[i], (state, value) => {
          state.theta[i] = value;
        })
      ),
    ],
    buttons: {
      "Swap sides"(state) {
        state.theta = state.theta.map((value) => -value);
      },
    },
    shapes: [svg("defs", {}, marker), side, axes, cut, arrow, marks],
  });
}
