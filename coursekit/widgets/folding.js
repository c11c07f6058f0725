// Two hidden neurons as lines that one drags, and the plane that they fold.

import { h } from "./shared/dom.js";
import { between, dial, drawn, menu, minus, svg } from "./shared/drawn.js";
import { forward } from "./shared/mlp.js";

const LOW = -0.35, HIGH = 1.35, FINE = 34, REACH = 0.5;
const WHO = ["neuron 1", "neuron 2", "the output"];

// One neuron is a network of one layer; two are the hidden layer of one with two.
function layersOf(lines, two) {
  const [[u1, u2, b1], [w1, w2, b2], [v1, v2, c]] = lines;
  if (!two) return [{ w: [u1, u2], b: [b1], phi: "identity" }];
  return [
    { w: [u1, w1, u2, w2], b: [b1, b2], phi: "sigmoid" },
    { w: [v1, v2], b: [c], phi: "identity" },
  ];
}

export function folding(place) {
  const { tables, moments, trained, task, start: first } = place.model.get("data");
  let at = layout(480);
  function layout(width) {
    const side = Math.min(210, Math.floor((width - 14) / 2)), left = (width - 2 * side - 14) / 2;
    return {
      width,
      side,
      top: 20,
      x0: [left, left + side + 14],
      foot: side + 24,
      height: side + 80,
    };
  }
  // from a plane (0: inputs, 1: hidden layer) to the picture, and back
  const scale = () => at.side / (HIGH - LOW);
  const px = (k, u) => at.x0[k] + (u - LOW) * scale();
  const py = (v) => at.top + (HIGH - v) * scale();
  const back = (k, [x, y]) => [LOW + (x - at.x0[k]) / scale(), HIGH - (y - at.top) / scale()];

  // Two points of a line, on either side of its place nearest to the middle.
  function ends([w1, w2, b]) {
    const norm = Math.hypot(w1, w2) || 1e-9,
      away = between((w1 + w2) / 2 + b, -0.7 * norm, 0.7 * norm);
    const n = [w1 / norm, w2 / norm], foot = [0.5 - away / norm * n[0], 0.5 - away / norm * n[1]];
    return [-REACH, REACH].map((t) => [foot[0] - t * n[1], foot[1] + t * n[0]]);
  }
  const shown = ({ two }) => (two ? [0, 1, 2] : [0]);
  const planeOf = (line) => (line === 2 ? 1 : 0);

  const shades = [0, 1].map(() => svg("image", { preserveAspectRatio: "none" }));
  const frames = [0, 1].map(() => svg("rect", { class: "nn-fold-frame" }));
  const clips = svg("g"),
    marks = svg("g"),
    words = svg("g", { class: "nn-fold-words" }),
    diagram = svg("g");

  // What a network says at every place of a plane, as a small bitmap.
  const canvas = Object.assign(document.createElement("canvas"), { width: FINE, height: FINE });
  function shade(says) {
    const pen = canvas.getContext("2d"), pixels = pen.createImageData(FINE, FINE);
    for (let r = 0; r < FINE; r++) {
      for (let c = 0; c < FINE; c++) {
        const unit = (k) => LOW + (k + 0.5) / FINE * (HIGH - LOW);
        const p = says([unit(c), unit(FINE - 1 - r)]);
        const color = p > 0.5 ? [213, 94, 0] : [0, 114, 178];
        pixels.data.set([...color, 40 + 160 * Math.abs(p - 0.5)], 4 * (r * FINE + c));
      }
    }
    pen.putImageData(pixels, 0, 0);
    return canvas.toDataURL();
  }

  const text = (x, y, said, kind, anchor = "middle") =>
    svg("text", { x, y, class: kind, "text-anchor": anchor }, said);

  function point(k, [u, v], label, good) {
    const x = px(k, between(u, LOW, HIGH)), y = py(between(v, LOW, HIGH));
    return [
      label
        ? svg("rect", { class: "nn-one", x: x - 7, y: y - 7, width: 14, height: 14 })
        : svg("circle", { class: "nn-zero", cx: x, cy: y, r: 8 }),
      text(x + 13, y + 15, good ? "✓" : "✗", good ? "nn-ok" : "nn-no"),
    ];
  }

  function draw(state) {
    const { two, lines } = state, [name, points, labels] = tables[state.task];
    const layers = layersOf(lines, two), passes = points.map((x) => forward(layers, x));
    const fires = passes.map(({ p }) => Number(p[0] > 0.5));
    const right = fires.filter((fire, i) => fire === labels[i]).length, all = labels.length;
    const few = all <= 10,
      mark = (k, spots) =>
        spots.flatMap((spot, i) =>
          point(k, spot, labels[i], fires[i] === labels[i]).slice(0, few ? 2 : 1)
        );
    [0, 1].forEach((k) => {
      for (const node of [shades[k], frames[k]]) {
        node.setAttribute("x", at.x0[k]);
        node.setAttribute("y", at.top);
        node.setAttribute("width", at.side);
        node.setAttribute("height", at.side);
      }
    });
    frames[1].classList.toggle("nn-fold-empty", !two);
    shades[0].setAttribute("href", shade((x) => forward(layers, x).p[0]));
    shades[1].setAttribute("visibility", two ? "visible" : "hidden");
    if (two) shades[1].setAttribute("href", shade((x) => forward(layers.slice(1), x).p[0]));

    clips.replaceChildren(
      ...shown(state).map((line) => {
        const k = planeOf(line), [[x1, y1], [x2, y2]] = ends(lines[line]);
        const far = (t) => [x1 + (x2 - x1) * t, y1 + (y2 - y1) * t];
        const cut = clipped(far(-4), far(5));
        return cut
          ? svg("line", {
            x1: px(k, cut[0][0]),
            y1: py(cut[0][1]),
            x2: px(k, cut[1][0]),
            y2: py(cut[1][1]),
            class: `nn-fold-line nn-fold-${line}${
              line === state.line && two ? " nn-fold-chosen" : ""
            }`,
          })
          : svg("g");
      }),
    );
    marks.replaceChildren(
      ...mark(0, points),
      ...(two ? mark(1, passes.map(({ a }) => a[1])) : []),
    );
    const middle = at.x0[1] + at.side / 2;
    words.replaceChildren(
      text(at.x0[0] + at.side / 2, 13, "inputs (x₁, x₂)", "nn-net-head"),
      ...(two ? [text(middle, 13, "neurons (h₁, h₂)", "nn-net-head")] : [
        text(middle, at.top + at.side / 2 - 10, "A second neuron", "nn-net-head"),
        text(middle, at.top + at.side / 2 + 8, "opens another plane", "nn-net-head"),
      ]),
    );
    sketch(lines, two);
    const tried = !two && state.moves >= 3 && right < all;
    more.textContent = two ? "Back to one neuron" : "Add a second neuron";
    more.classList.toggle("nn-submit", !two);
    more.classList.toggle("nn-fold-call", tried);
    const [w1, w2, b] = lines[two ? state.line : 0], say = two && state.line === 2 ? "h" : "x";
    const plus = (value) => (value < 0 ? `− ${minus(-value, 1)}` : `+ ${minus(value, 1)}`);
    const when = state.frame ? `, after ${moments[state.frame - 1]} steps of training` : "";
    const who = two ? WHO[state.line] : "the neuron";
    const verdict = right === all
      ? two ? "All right: folded like this, one straight line tells them apart." : "All right."
      : tried
      ? "Is one line enough? Add a second neuron."
      : "";
    const said =
      `${name}: ${right} of ${all} points are right${when}. ${who[0].toUpperCase()}${
        who.slice(1)
      } ` +
      `fires where ${minus(w1, 1)} ${say}₁ ${plus(w2)} ${say}₂ ${plus(b)} > 0. ${verdict}`;
    const grips = shown(state).flatMap((line) =>
      ends(lines[line]).map(([u, v]) => [px(planeOf(line), u), py(v)])
    );
    return { said, at: grips, now: { task: name, lines, neurons: two ? 2 : 1, right } };
  }

  // The network as a sketch: the stronger a weight, the thicker its line.
  function sketch(lines, two) {
    const y = at.foot + 27,
      left = at.width / 2 - 120,
      nodes = [],
      spots = {
        x: [[left, y - 16], [left, y + 16]],
        h: two ? [[left + 120, y - 16], [left + 120, y + 16]] : [],
        o: [[left + 240, y]],
      };
    /** @type {(from: number[], to: number[], w: number) => unknown} */
    const wire = ([x1, y1], [x2, y2], w) =>
      nodes.push(svg("line", {
        x1,
        y1,
        x2,
        y2,
        class: w < 0 ? "nn-fold-minus" : "nn-fold-plus",
        "stroke-width": between(Math.abs(w) * 0.7, 0.6, 7).toFixed(2),
      }));
    if (two) {
      spots.x.forEach((from, i) => spots.h.forEach((to, j) => wire(from, to, lines[j][i])));
      spots.h.forEach((from, j) => wire(from, spots.o[0], lines[2][j]));
    } else spots.x.forEach((from, i) => wire(from, spots.o[0], lines[0][i]));
    for (const [key, all] of Object.entries(spots)) {
      all.forEach(([cx, cy], i) =>
        nodes.push(
          svg("circle", { cx, cy, r: 12, class: "nn-net-in" }),
          text(cx, cy + 4, key === "o" ? "y" : `${key}${"₁₂"[i]}`, "nn-net-name"),
        )
      );
    }
    diagram.replaceChildren(...nodes);
  }

  function drag(state, i, place, from) {
    const line = shown(state)[Math.floor(i / 2)], end = i % 2, theta = from.lines[line];
    const [x, y] = back(planeOf(line), place), fixed = ends(theta)[1 - end];
    const d = [x - fixed[0], y - fixed[1]], length = Math.hypot(...d), sign = end ? 1 : -1;
    if (length < 0.1) return;
    const norm = Math.hypot(theta[0], theta[1]);
    const n = [sign * d[1] / length, -sign * d[0] / length];
    state.lines[line] = [norm * n[0], norm * n[1], -norm * (n[0] * x + n[1] * y)];
    state.line = line;
    state.frame = 0;
    if (!held) state.moves++;
    held = true;
  }
  let held = false;

  const turn = {
    ...dial("angle", [0, 355, 5], ({ lines, line }) => {
      const angle = Math.atan2(lines[line][1], lines[line][0]) * 180 / Math.PI;
      return (angle + 360) % 360;
    }, (state, value) => {
      const [w1, w2] = state.lines[state.line], off = shiftOf(state), norm = Math.hypot(w1, w2);
      lay(
        state,
        norm * Math.cos(value * Math.PI / 180),
        norm * Math.sin(value * Math.PI / 180),
        off,
      );
    }, (value) => `${Math.round(value)}°`),
  };
  const shiftOf = ({ lines, line }) => {
    const [w1, w2, b] = lines[line];
    return -((w1 + w2) / 2 + b) / Math.hypot(w1, w2);
  };
  function lay(state, w1, w2, off) {
    state.lines[state.line] = [w1, w2, -off * Math.hypot(w1, w2) - (w1 + w2) / 2];
    state.frame = 0;
    state.moves++;
  }
  const shift = dial("shift", [-0.8, 0.8, 0.05], shiftOf, (state, value) => {
    const [w1, w2] = state.lines[state.line];
    lay(state, w1, w2, value);
  });
  const training = {
    label: "training",
    slider: true,
    values: ["by hand", ...moments.map((step) => `step ${step}`)],
    index: (state) => state.frame,
    set(state, k) {
      state.frame = k;
      if (k) state.lines = structuredClone(trained[state.task][k - 1]);
    },
    shown: (state) => state.two,
  };
  const start = () => ({
    task,
    two: false,
    line: 0,
    lines: structuredClone(first),
    frame: 0,
    moves: 0,
  });
  const more = h("button", {
    type: "button",
    class: "nn-small",
    onclick: () =>
      self.change((state) => {
        state.two = !state.two;
        state.line = state.two ? 1 : 0;
        if (state.frame) state.lines = structuredClone(first);
        state.frame = 0;
      }),
  });
  const self = drawn(place, {
    name: "One neuron, or two that fold the plane",
    view: { width: 480, height: at.height, px: (u) => u, py: (v) => v, at: spot },
    draw,
    drag,
    start,
    kept: ["task", "two", "line", "lines", "frame"],
    controls: [
      training,
      ...(tables.length > 1
        ? [{
          ...menu("task", tables.map(([name]) => name), "task"),
          set(state, k) {
            state.task = k;
            state.moves = state.frame = 0;
          },
        }]
        : []),
      { ...menu("line", WHO, "line"), shown: (state) => state.two },
      turn,
      shift,
    ],
    played: 0,
    tools: [h("div", { class: "nn-fold-tools" }, more)],
    longest:
      `${tables[0][0]}: 4 of 4 points are right, after 240 steps of training. The output fires ` +
      "where −10.0 h₁ − 10.0 h₂ − 10.0 > 0. All right: folded like this, one straight line tells them apart.",
    resize(width) {
      at = layout(width);
      return at.height;
    },
    shapes: [...shades, ...frames, clips, marks, words, diagram],
  });
  function spot(event, box) {
    return [
      (event.clientX - box.left) * at.width / box.width,
      (event.clientY - box.top) * at.width / box.width,
    ];
  }
  const letGo = () => {
    held = false;
  };
  place.el.addEventListener("pointerup", letGo);
  place.el.addEventListener("pointercancel", letGo);
  return self.end;
}

// The part of a line between two points that lies in the plane's window.
/** @type {(from: number[], to: number[]) => number[][] | null} */
const clipped = ([x1, y1], [x2, y2]) => {
  let low = 0, high = 1;
  for (const [from, step] of [[x1, x2 - x1], [y1, y2 - y1]]) {
    if (!step) {
      if (from < LOW || from > HIGH) return null;
      continue;
    }
    const cuts = [(LOW - from) / step, (HIGH - from) / step].sort((u, v) => u - v);
    low = Math.max(low, cuts[0]);
    high = Math.min(high, cuts[1]);
  }
  if (low >= high) return null;
  return [low, high].map((t) => [x1 + (x2 - x1) * t, y1 + (y2 - y1) * t]);
};
