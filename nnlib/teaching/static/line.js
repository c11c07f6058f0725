// One neuron as a line: drag it, or set its weights and bias.

// The closed form that this widget computes, the same as nnlib's Neuron with a step.
function neuron(w, b, points) {
  const z = points.map((x) => x.reduce((sum, value, i) => sum + w[i] * value, b));
  return { z, fires: z.map((value) => (value > 0 ? 1 : 0)) };
}

function line({ model, el }) {
  const { tables, start } = model.get("data");
  const names = tables.map(([name]) => name);
  const LOW = -0.75, HIGH = 1.75, SIDE = 360;
  const px = (x) => ((x - LOW) / (HIGH - LOW)) * SIDE;
  const py = (y) => SIDE - px(y);
  const s = (tag, attributes, ...children) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };

  const tipId = uid("tip");
  let task = 0, theta = [...start], best = {};
  const side = s("polygon", { class: "nn-side" });
  const cut = s("line", { class: "nn-cut" });
  const arrow = s("line", { class: "nn-arrow", "marker-end": `url(#${tipId})` });
  const marks = s("g", {});
  const grips = [0, 1, 2].map((i) => s("g", { class: "nn-grip" }, s("circle", { class: "nn-reach", r: 24 }), s("circle", { r: i === 2 ? 11 : 9 })));
  const axes = s("g", { class: "nn-axes" }, ...[0, 1].flatMap((v) => [
    s("line", { x1: px(v), x2: px(v), y1: 0, y2: SIDE }), s("line", { y1: py(v), y2: py(v), x1: 0, x2: SIDE }),
    s("text", { x: px(v) + 5, y: SIDE - 6 }, `x₁ = ${v}`), s("text", { x: 4, y: py(v) - 5 }, `x₂ = ${v}`)]));
  const tip = s("defs", {}, s("marker", { id: tipId, viewBox: "0 0 10 10", refX: 8, refY: 5, markerWidth: 6, markerHeight: 6, orient: "auto" }, s("path", { d: "M0 0 L10 5 L0 10 z", class: "nn-tip" })));
  const picture = s("svg", { class: "nn-picture", viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img" }, tip, side, axes, cut, arrow, marks, ...grips);
  const caption = h("p", { class: "nn-caption", "aria-live": "polite" });

  // Two points on the line, on either side of the place nearest to the middle of the picture.
  function handles([w1, w2, b]) {
    const norm = Math.hypot(w1, w2), middle = 0.5;
    const away = (w1 * middle + w2 * middle + b) / (norm * norm);
    const foot = [middle - away * w1, middle - away * w2];
    const along = [-w2 / norm, w1 / norm];
    return [-0.8, 0.8, 0].map((t) => [foot[0] + t * along[0], foot[1] + t * along[1]]);
  }

  function show() {
    const [w1, w2, b] = theta, [, points, labels] = tables[task];
    const { fires } = neuron([w1, w2], b, points);
    const right = fires.filter((fire, i) => fire === labels[i]).length;
    best[task] = Math.max(best[task] ?? 0, right);
    marks.replaceChildren(...points.flatMap(([x, y], i) => {
      const shape = labels[i]
        ? s("rect", { class: "nn-one", x: px(x) - 9, y: py(y) - 9, width: 18, height: 18 })
        : s("circle", { class: "nn-zero", cx: px(x), cy: py(y), r: 10 });
      const sign = s("text", { class: fires[i] === labels[i] ? "nn-ok" : "nn-no", x: px(x) + 14, y: py(y) + 22 }, fires[i] === labels[i] ? "✓" : "✗");
      return [shape, sign];
    }));
    const norm = Math.hypot(w1, w2), drawn = norm > 1e-9;
    [cut, arrow, ...grips].forEach((node) => node.setAttribute("visibility", drawn ? "visible" : "hidden"));
    if (drawn) {
      const [p, q, foot] = handles(theta), u = [(q[0] - p[0]) / 1.6, (q[1] - p[1]) / 1.6], n = [w1 / norm, w2 / norm];
      const far = (t, d) => `${px(foot[0] + t * u[0] + d * n[0])},${py(foot[1] + t * u[1] + d * n[1])}`;
      side.setAttribute("points", [far(-5, 0), far(5, 0), far(5, 6), far(-5, 6)].join(" "));
      const end = (node, i, [x, y]) => { node.setAttribute(`x${i}`, px(x)); node.setAttribute(`y${i}`, py(y)); };
      end(cut, 1, [foot[0] - 5 * u[0], foot[1] - 5 * u[1]]); end(cut, 2, [foot[0] + 5 * u[0], foot[1] + 5 * u[1]]);
      end(arrow, 1, foot); end(arrow, 2, [foot[0] + 0.32 * n[0], foot[1] + 0.32 * n[1]]);
      [p, q, foot].forEach(([x, y], i) => { grips[i].setAttribute("transform", `translate(${px(x)} ${py(y)})`); });
    } else {
      side.setAttribute("points", b > 0 ? `0,0 ${SIDE},0 ${SIDE},${SIDE} 0,${SIDE}` : "");
    }
    const f = (value) => (value < 0 ? `− ${(-value).toFixed(2)}` : `+ ${value.toFixed(2)}`);
    const verdict = right === labels.length ? "All right: this neuron solves it." : `Best so far: ${best[task]} of ${labels.length}.`;
    const line = drawn
      ? `The neuron fires where ${w1.toFixed(2).replace("-", "−")} x₁ ${f(w2)} x₂ ${f(b)} > 0.`
      : `Both weights are 0: there is no line, and the neuron ${b > 0 ? "always" : "never"} fires.`;
    caption.textContent = `${names[task]}: ${right} of ${labels.length} points are right. ${line} ${verdict}`;
    picture.setAttribute("aria-label", caption.textContent);
    model.set("state", { task: names[task], w: [w1, w2], b, right });
    model.save_changes();
  }

  // Dragging an end turns the line about the other end; dragging the middle shifts it.
  let held = null;
  const at = (event) => {
    const box = picture.getBoundingClientRect();
    const clamp = (value) => Math.min(HIGH, Math.max(LOW, value));
    return [clamp(LOW + ((event.clientX - box.left) / box.width) * (HIGH - LOW)), clamp(HIGH - ((event.clientY - box.top) / box.height) * (HIGH - LOW))];
  };
  grips.forEach((grip, i) => grip.addEventListener("pointerdown", (event) => {
    held = { i, fixed: handles(theta)[1 - i] }; picture.setPointerCapture(event.pointerId); event.preventDefault();
  }));
  // A finger on a grip drags the line; anywhere else it scrolls the page.
  grips.forEach((grip) => grip.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false }));
  picture.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [x, y] = at(event), norm = Math.hypot(theta[0], theta[1]);
    let n = [theta[0] / norm, theta[1] / norm];
    if (held.i < 2) {
      const d = [x - held.fixed[0], y - held.fixed[1]], length = Math.hypot(...d);
      if (length < 0.1) return;
      const turned = [d[1] / length, -d[0] / length], sign = held.i === 1 ? 1 : -1;
      n = [sign * turned[0], sign * turned[1]];
    }
    const w = n.map((value) => value * norm);
    const next = [...w, -(w[0] * x + w[1] * y)];
    const scale = Math.min(1, MOST / Math.max(...next.map(Math.abs))); // the same line, within the sliders
    set(next.map((value) => value * scale));
  });
  ["pointerup", "pointercancel"].forEach((name) => picture.addEventListener(name, () => { held = null; }));

  // Sliders go from −4 to 4 in twentieths; a dragged line may lie between two of their steps.
  const MOST = 4, at20 = (k) => (k - 20 * MOST) / 20, said = (value) => value.toFixed(2).replace("-", "−");
  const values = Array.from({ length: 40 * MOST + 1 }, (_, k) => said(at20(k)));
  const index = (value) => Math.round(20 * (value + MOST));
  const sliders = ["weight w₁", "weight w₂", "bias b"].map((label, i) =>
    control({ label, values, slider: true, start: index(start[i]) }, (k) => { theta[i] = at20(k); show(); }));
  const menu = control({ label: "task", values: names, slider: false, start: 0 }, (k) => { task = k; show(); });
  function set(next) { theta = next; sliders.forEach((slider, i) => slider.set(index(theta[i]), said(theta[i]))); show(); }
  const flip = h("button", { type: "button", class: "nn-flip", onclick: () => set(theta.map((v) => -v)) }, "Swap sides");
  const reset = h("button", { type: "button", class: "nn-reset", onclick() { task = 0; best = {}; menu.set(0); set([...start]); } }, "Reset");

  el.append(h("div", { class: "nn-kit nn-drawn", role: "group", "aria-label": "Drag the line of a neuron" },
    h("div", { class: "nn-controls" }, menu.node, sliders.map((slider) => slider.node), h("div", { class: "nn-buttons" }, flip, reset)),
    picture, caption));
  show();
}
