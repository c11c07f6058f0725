// A computation, step by step: values forward, gradients back. All steps come ready from Python.

import { uid } from "./shared/dom.js";
import { dial, drawn, menu, plane, svg } from "./shared/drawn.js";

export function graph(place) {
  const { graphs } = place.model.get("data"), [boxWidth, boxHeight] = graphs[0].box;
  const width = Math.max(380, ...graphs.map(({ size }) => size[0])),
    tips = { fore: uid("tip"), back: uid("tip") };
  const tip = (kind) =>
    svg("marker", {
      id: tips[kind],
      viewBox: "0 0 10 10",
      refX: 9,
      refY: 5,
      markerWidth: 7,
      markerHeight: 7,
      markerUnits: "userSpaceOnUse",
      orient: "auto-start-reverse",
    }, svg("path", { d: "M0 0 L10 5 L0 10 z", class: `nn-tip-${kind}` }));
  const layer = svg("g"), view = plane([0, width], [0, 1], width, graphs[0].size[1]);

  function draw({ which, step }) {
    const { name, nodes, edges, steps, size } = graphs[which],
      now = steps[step],
      done = steps.slice(0, step + 1);
    const value = nodes.map((node) => node.value),
      grad = nodes.map(() => ""),
      local = edges.map(() => "");
    for (const s of done) {
      if (s.value) value[s.node] = s.value;
      if (s.grad) grad[s.node] = s.grad;
      if (s.local) local[s.edges[0]] = s.local;
    }
    const lines = edges.map(({ line: points, at }, e) => {
      const live = now.edges?.includes(e),
        kind = local[e] ? "nn-back" : live ? "nn-fore" : "nn-wire";
      const line = svg("path", {
        d: `M${points.join("L")}`,
        class: `${kind}${live ? " nn-live" : ""}`,
      });
      if (local[e]) line.setAttribute("marker-start", `url(#${tips.back})`);
      else if (live) line.setAttribute("marker-end", `url(#${tips.fore})`);
      return svg(
        "g",
        {},
        line,
        svg(
          "text",
          { class: "nn-local", x: at[0], y: at[1] + 5 },
          local[e] ? `×\u2009${local[e]}` : "",
        ),
      );
    });
    const boxes = nodes.map(({ label, at: [x, y] }, i) =>
      svg(
        "g",
        { class: `nn-node${value[i] ? "" : " nn-empty"}${now.node === i ? " nn-live" : ""}` },
        svg("rect", {
          x: x - boxWidth / 2,
          y: y - boxHeight / 2,
          width: boxWidth,
          height: boxHeight,
          rx: 8,
        }),
        svg("text", { class: "nn-foot", x, y: y - 14 }, label),
        svg("text", { class: "nn-value", x, y: y + 5 }, value[i]),
        svg("text", { class: "nn-grad", x, y: y + 23 }, grad[i] ? `grad ${grad[i]}` : ""),
      )
    );
    layer.setAttribute("transform", `translate(${(width - size[0]) / 2} 0)`);
    layer.replaceChildren(...lines, ...boxes);
    layer.ownerSVGElement?.setAttribute("viewBox", `0 0 ${width} ${size[1]}`);
    return { said: now.said, at: [], now: { graph: name, step, grads: grad } };
  }

  const last = ({ which }) => graphs[which].steps.length - 1,
    most = Math.max(...graphs.map((_, which) => last({ which })));
  const step = {
    ...dial("step", [0, most, 1], (state) => state.step, (state, k) => {
      state.step = k;
    }, String),
    text: ({ which, step }) => graphs[which].steps[step].name,
    last,
  };
  const choose = {
    ...menu("expression", graphs.map(({ name }) => name), "which"),
    set(state, which) {
      state.which = which;
      state.step = 0;
    },
  };
  drawn(place, {
    name: "Step through a computation",
    view,
    draw,
    drag() {},
    start: () => ({ which: 0, step: 0 }),
    controls: graphs.length > 1 ? [choose, step] : [step],
    buttons: {
      Back(state) {
        state.step = Math.max(0, state.step - 1);
      },
      Next(state) {
        state.step = Math.min(last(state), state.step + 1);
      },
    },
    shapes: [svg("defs", {}, tip("fore"), tip("back")), layer],
  });
}
