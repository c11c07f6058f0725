// A trained network to look into: its neurons, their sums, its training, its gradient.

import { h } from "./shared/dom.js";
import { between, dial, drawn, isDark, menu, minus, svg } from "./shared/drawn.js";
import { decode, encode, stroked } from "./shared/ink.js";
import { backward, forward, stepped } from "./shared/mlp.js";

const ETAS = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2];
const NAMES = { identity: "none", relu: "ReLU", tanh: "tanh", sigmoid: "sigmoid" };
const percent = (
  share,
) => (share > 0.999 && share < 1
  ? "> 99.9 %"
  : `${(100 * share).toFixed(share > 0.995 && share < 1 ? 1 : 0)} %`);
const most = (values) => values.reduce((top, v) => Math.max(top, Math.abs(v)), 0) || 1;

export function lookInto(place) {
  const data = place.model.get("data");
  const { sizes, phis, choose, pixels: side, examples, labels, outputs, inputs, moments } = data;
  const first = data.start, frames = unpack(place.model.get("frames"), data);
  const depth = sizes.length - 1, classes = outputs.length === 1 ? ["0", "1"] : outputs;
  const few = Math.max(...sizes) <= 8, dials = !side && sizes[0] <= 8;
  const cells = svg("g", { class: "nn-net-ink", tabindex: 0, role: "application" });
  // what the finger holds must stay while the pixels below it change
  const inked = svg("g"), pad = svg("rect", { class: "nn-net-pad" });
  cells.append(inked, pad);
  const neurons = svg("g", { class: "nn-net-neurons", tabindex: 0, role: "application" });
  const lines = svg("g", { class: "nn-net-lines" }), panel = svg("g");
  const words = svg("g", { class: "nn-net-words" }), seen = svg("g");
  seen.setAttribute("role", "img");
  cells.setAttribute("aria-label", "Draw here: the arrow keys move, Space inks or clears a pixel");
  neurons.setAttribute(
    "aria-label",
    "Neurons: the arrow keys go from one to the next, Escape leaves",
  );

  const start = () => ({
    view: first.view,
    frame: first.frame,
    example: first.example,
    ink: "", // what was drawn, a digit of base 17 a pixel
    values: examples[first.example].slice(0, dials ? sizes[0] : 0),
    label: first.label ?? labels?.[first.example] ?? 0,
    eta: 0,
    phi: -1,
    layer: first.neuron?.[0] ?? 0, // 0: none
    unit: first.neuron?.[1] ?? 0,
    pen: [side >> 1, side >> 1],
    erase: false,
  });
  const input = (state) =>
    dials ? state.values : state.ink ? decode(state.ink) : examples[state.example];
  const layersOf = (state) =>
    frames[state.frame].map((layer, l) => ({
      ...layer,
      phi: state.phi < 0 || l === depth - 1 ? phis[l] : choose[state.phi],
    }));
  const phiOf = (state, l) => (state.phi < 0 || l === depth ? phis[l - 1] : choose[state.phi]);
  const called = (l, unit) =>
    l === depth
      ? outputs.length === 1 ? "The output" : `Output ${outputs[unit]}`
      : `Hidden neuron ${unit + 1}${depth > 2 ? ` of layer ${l}` : ""}`;

  // ---- where things stand: from left to right, on a phone from top to bottom

  let at = layout(640);
  function layout(width) {
    const narrow = width < 560, tall = few ? 200 : narrow ? 0 : 228, top = 20;
    const spread = (l) => {
      const n = sizes[l], out = l === depth;
      if (narrow && !few) {
        const rows = out ? 1 : Math.ceil(n / 16), each = Math.ceil(n / rows);
        const gap = (width - 20) / Math.max(each, out ? 2 : 8);
        return { n, rows, each, gap, deep: (rows - 1) * 22 };
      }
      const rows = out || few ? 1 : Math.ceil(n / 16), each = Math.ceil(n / rows);
      const gap = Math.min(few ? 90 : 26, (tall - top - 6) / each);
      return { n, rows, each, gap, deep: (rows - 1) * Math.max(18, gap) };
    };
    const columns = Array.from({ length: depth }, (_, l) => spread(l + 1));
    const cell = side
      ? (narrow ? Math.floor(Math.min(200, width - 130) / side) : Math.floor(184 / side))
      : 0;
    const ink = { size: cell * side, cell };
    const places = [[]];
    let height;
    if (narrow && !few) {
      ink.x = Math.round((width - ink.size) / 2);
      ink.y = 18;
      let y = (side ? ink.y + ink.size : 36) + 58;
      columns.forEach(({ n, each, gap, deep }) => {
        const left = (width - (each - 1) * gap) / 2;
        places.push(Array.from({ length: n }, (_, i) => [
          left + (i % each) * gap,
          y + Math.floor(i / each) * 22,
        ]));
        y += deep + 66;
      });
      height = y - 66 + 84;
      if (!side) {
        places[0] = sizes[0] > 40 ? [] : row(sizes[0], (i) => [(i + 0.5) * width / sizes[0], 26]);
      }
    } else {
      ink.x = 2;
      ink.y = Math.round(top + (tall - top - ink.size) / 2);
      const bars = few ? Math.min(200, width * 0.36) : Math.min(170, width * 0.26);
      const from = side ? ink.size : few ? 40 : 20, to = width - bars;
      const widths = columns.map(({ deep }) => deep),
        room = to - from - widths.reduce((s, w) => s + w, 0);
      let x = from;
      columns.forEach(({ n, each, gap, deep }) => {
        x += room / (depth + 0.15);
        const high = top + (tall - top - (each - 1) * gap) / 2;
        places.push(Array.from({ length: n }, (_, i) => [
          x + Math.floor(i / each) * Math.max(18, gap),
          high + (i % each) * gap,
        ]));
        x += deep;
      });
      height = tall + 8;
      if (!side) {
        const gap = Math.min(few ? 90 : 26, (tall - top) / sizes[0]);
        places[0] = sizes[0] > 40 ? [] : row(sizes[0], (i) => [
          few ? 40 : 20,
          top + (tall - top - (sizes[0] - 1) * gap) / 2 + i * gap,
        ]);
      }
    }
    if (side) {
      places[0] = row(side * side, (i) => [
        ink.x + (i % side + 0.5) * cell,
        ink.y + (Math.floor(i / side) + 0.5) * cell,
      ]);
    }
    const gaps = columns.map(({ gap, rows }) => (rows > 1 ? Math.min(gap, narrow ? 22 : 18) : gap));
    return {
      width,
      narrow,
      down: narrow && !few,
      ink,
      places,
      radius: gaps.map((gap) => (few ? 17 : between(gap * 0.42, 3, 10))),
      foot: height,
      height: height + (narrow ? 176 : 126),
    };
  }
  function row(n, f) {
    return Array.from({ length: n }, (_, i) => f(i));
  }

  // ---- drawing

  const text = (x, y, said, kind = "", anchor = "start") =>
    svg("text", { x, y, class: kind, "text-anchor": anchor }, said);

  // The color of a signed number, its strength from 0 to 1.
  const signed = (value, gradient) =>
    gradient
      ? (value < 0 ? "nn-net-down" : "nn-net-up")
      : value < 0
      ? "nn-net-minus"
      : "nn-net-plus";

  // Signed numbers as a small image.
  function image(values, x, y, size, gradient, kind = "nn-net-tile") {
    const each = size / side, top = most(values);
    const node = svg(
      "g",
      { class: kind },
      svg("rect", { x, y, width: size, height: size, class: "nn-net-paper" }),
    );
    values.forEach((value, i) => {
      const strength = Math.abs(value) / top;
      if (strength < 0.04) return;
      node.append(svg("rect", {
        x: x + (i % side) * each,
        y: y + Math.floor(i / side) * each,
        width: each + 0.3,
        height: each + 0.3,
        class: signed(value, gradient),
        "fill-opacity": strength.toFixed(2),
      }));
    });
    return node;
  }

  // The same for many neurons at once, as one bitmap: a canvas draws 2,000 pixels faster.
  const pasted = new Map(), canvas = document.createElement("canvas");
  Object.assign(canvas, { width: side, height: side });
  let dark = false;
  function bitmap(key, values, gradient) {
    key += dark;
    if (!gradient && pasted.has(key)) return pasted.get(key);
    const pen = canvas.getContext("2d", { willReadFrequently: true }),
      pixels = pen.createImageData(side, side),
      top = most(values);
    const colors = gradient
      ? dark ? [[230, 130, 180], [80, 200, 160]] : [[160, 55, 110], [0, 120, 88]]
      : dark
      ? [[86, 180, 233], [255, 154, 92]]
      : [[0, 114, 178], [213, 94, 0]];
    values.forEach((value, i) =>
      pixels.data.set([...colors[value < 0 ? 1 : 0], 255 * Math.abs(value) / top], 4 * i)
    );
    pen.putImageData(pixels, 0, 0);
    const url = canvas.toDataURL();
    if (!gradient) pasted.set(key, url);
    return url;
  }

  function draw(state) {
    dark = isDark(place.el);
    const gradient = state.view === "gradient", layers = layersOf(state), x = input(state);
    const pass = forward(layers, x), { deltas, loss } = backward(layers, pass, state.label);
    const after = gradient && state.eta
      ? forward(stepped(layers, pass, deltas, ETAS[state.eta]), x)
      : null;
    const { places, radius, ink, down } = at, layer = state.layer, unit = state.unit;
    const count = (l) => sizes[l];
    // what flows along a weight: its term of the sum, or its gradient
    const flow = (l, i, j) =>
      gradient
        ? pass.a[l - 1][i] * deltas[l - 1][j]
        : pass.a[l - 1][i] * layers[l - 1].w[i * count(l) + j];

    // the input
    Object.entries({ x: ink.x, y: ink.y, width: ink.size, height: ink.size }).forEach((pair) =>
      pad.setAttribute(pair[0], String(pair[1] ?? 0))
    );
    inked.replaceChildren(
      ...(side
        ? [
          svg("rect", {
            x: ink.x - 1,
            y: ink.y - 1,
            width: ink.size + 2,
            height: ink.size + 2,
            rx: 3,
            class: "nn-net-frame",
          }),
          ...x.map((value, i) =>
            svg("rect", {
              x: ink.x + (i % side) * ink.cell + 0.5,
              y: ink.y + Math.floor(i / side) * ink.cell + 0.5,
              width: ink.cell - 1,
              height: ink.cell - 1,
              rx: 1.5,
              class: "nn-net-pixel",
              "fill-opacity": (0.05 + 0.95 * between(value, 0, 1)).toFixed(3),
            })
          ),
          svg("rect", {
            x: ink.x + state.pen[0] * ink.cell,
            y: ink.y + state.pen[1] * ink.cell,
            width: ink.cell,
            height: ink.cell,
            class: "nn-net-pen",
          }),
        ]
        : places[0].map(([cx, cy], i) =>
          few
            ? svg(
              "g",
              {},
              svg("circle", { cx, cy, r: 17, class: "nn-net-in" }),
              text(cx, cy + 4, minus(x[i]), "nn-net-inside", "middle"),
              text(cx, cy - 22, inputs[i], "nn-net-name", "middle"),
            )
            : svg("circle", {
              cx,
              cy,
              r: 4,
              class: "nn-net-body",
              "fill-opacity": Math.abs(x[i]) / most(x),
            })
        )),
    );

    // the weights that carry most
    const drawnLines = [];
    for (let l = 1; l <= depth; l++) {
      const all = [];
      if (!places[l - 1].length) continue;
      for (let j = 0; j < count(l); j++) {
        for (let i = 0; i < count(l - 1); i++) {
          const into = layer === l && unit === j, out = layer === l - 1 && layer > 0 && unit === i;
          if (layer && !into && !out && !few) continue;
          const weight = layers[l - 1].w[i * count(l) + j];
          const value = few && !gradient ? weight : flow(l, i, j);
          all.push([value, i, j, into || out, weight]);
        }
      }
      const top = most(all.map(([value]) => value));
      all.sort((u, v) => Math.abs(v[0]) - Math.abs(u[0]));
      for (const [value, i, j, own, weight] of all.slice(0, few ? 64 : layer ? 40 : 70)) {
        const strength = Math.abs(value) / top;
        if (strength < 0.02) continue;
        const [x0, y0] = places[l - 1][i], [x1, y1] = places[l][j];
        const middle = down ? (y0 + y1) / 2 : (x0 + x1) / 2;
        const d = few
          ? `M${x0} ${y0}L${x1} ${y1}`
          : down
          ? `M${x0} ${y0}C${x0} ${middle} ${x1} ${middle} ${x1} ${y1}`
          : `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
        drawnLines.push(svg("path", {
          d,
          class: signed(value, gradient),
          "stroke-width": ((few ? 1 : 0.6) + (few ? 4 : 2.2) * strength).toFixed(2),
          "stroke-opacity": ((layer && few && !own ? 0.35 : 1) * (0.12 + 0.75 * strength)).toFixed(
            2,
          ),
        }));
        if (few && count(l) * count(l - 1) <= 9) {
          const near = i === j ? 0.5 : 0.25;
          drawnLines.push(text(
            x0 + (x1 - x0) * near,
            y0 + (y1 - y0) * near + 4,
            minus(gradient ? value : weight),
            "nn-net-weight",
            "middle",
          ));
        }
      }
    }
    lines.replaceChildren(...drawnLines);

    // the neurons, and what comes out
    const bodies = [], said = [];
    for (let l = 1; l <= depth; l++) {
      const shown = gradient ? deltas[l - 1] : l === depth ? pass.p : pass.a[l];
      const top = l === depth && !gradient ? 1 : most(shown);
      places[l].forEach(([cx, cy], j) => {
        const value = shown[j], own = layer === l && unit === j;
        bodies.push(
          svg("circle", { cx, cy, r: radius[l - 1], class: "nn-net-paper" }),
          svg("circle", {
            cx,
            cy,
            r: radius[l - 1],
            class: gradient ? signed(value, true) : value < 0 ? "nn-net-minus" : "nn-net-lit",
            "fill-opacity": (Math.abs(value) / top).toFixed(3),
          }),
          svg("circle", {
            cx,
            cy,
            r: radius[l - 1] + (own ? 2 : 0),
            class: own ? "nn-net-own" : "nn-net-edge",
          }),
        );
        if (few) {
          const label = svg("g", { class: "nn-net-tag" });
          label.append(
            svg("rect", { x: cx - 17, y: cy + radius[l - 1] + 2, width: 34, height: 15, rx: 3 }),
            text(
              cx,
              cy + radius[l - 1] + 14,
              minus(gradient ? value : pass.a[l][j]),
              "nn-net-name",
              "middle",
            ),
          );
          bodies.push(label);
        }
      });
    }
    const best = pass.p.indexOf(Math.max(...pass.p)),
      long = Math.max(30, at.width - places[depth][0][0] - radius[depth - 1] - (few ? 54 : 82));
    places[depth].forEach(([cx, cy], j) => {
      const share = pass.p[j],
        now = after?.p[j],
        kind = j === best ? "nn-net-best" : "nn-net-share";
      const name = outputs.length === 1 ? "P(1)" : outputs[j],
        mark = j === state.label && outputs.length > 1 && gradient;
      if (down) {
        const base = cy + radius[depth - 1] + 72,
          tall = 46,
          wide = Math.min(20, at.width / sizes[depth] - 6);
        said.push(
          text(
            cx,
            base - tall - 10,
            name,
            mark ? "nn-net-name nn-net-true" : "nn-net-name",
            "middle",
          ),
          svg("rect", {
            x: cx - wide / 2,
            y: base - tall,
            width: wide,
            height: tall,
            rx: 2,
            class: "nn-net-groove",
          }),
          svg("rect", {
            x: cx - wide / 2,
            y: base - tall * share,
            width: wide,
            height: tall * share,
            rx: 2,
            class: kind,
          }),
        );
        if (now !== undefined) {
          said.push(
            svg("rect", {
              x: cx - wide / 2 - 2,
              y: base - tall * now - 1.5,
              width: wide + 4,
              height: 3,
              class: "nn-net-next",
            }),
          );
        }
      } else {
        const left = cx + radius[depth - 1] + (few ? 8 : 30), y = cy + (few ? 0 : 0);
        if (!few) {
          said.push(
            text(
              cx + radius[depth - 1] + 8,
              cy + 4.5,
              name,
              mark ? "nn-net-name nn-net-true" : "nn-net-name",
            ),
          );
        } else {said.push(
            text(left, cy - 14, name, mark ? "nn-net-name nn-net-true" : "nn-net-name"),
          );}
        said.push(
          svg("rect", {
            x: left,
            y: y - 6,
            width: long,
            height: 12,
            rx: 2,
            class: "nn-net-groove",
          }),
          svg("rect", { x: left, y: y - 6, width: long * share, height: 12, rx: 2, class: kind }),
          text(
            left + long + 6,
            y + 4.5,
            percent(now ?? share),
            j === best ? "nn-net-strong" : "nn-net-name",
          ),
        );
        if (now !== undefined) {
          said.push(
            svg("rect", {
              x: left + long * now - 1.5,
              y: y - 9,
              width: 3,
              height: 18,
              class: "nn-net-next",
            }),
          );
        }
      }
    });
    neurons.replaceChildren(...bodies);

    // the heads of the columns
    const heads = [];
    if (!few) {
      const head = (l, said) => {
        const xs = places[l].map(([u]) => u), ys = places[l].map(([, v]) => v);
        if (!xs.length) return;
        if (down) {
          heads.push(
            text(2, Math.min(...ys) - radius[Math.max(0, l - 1)] - 7, said, "nn-net-head"),
          );
        } else {heads.push(
            text(
              (Math.min(...xs) + Math.max(...xs)) / 2,
              11,
              said,
              "nn-net-head",
              l ? "middle" : "middle",
            ),
          );}
      };
      if (side && !down) {
        heads.push(text(ink.x + ink.size / 2, 11, `${sizes[0]} pixels`, "nn-net-head", "middle"));
      }
      for (let l = 1; l < depth; l++) {
        head(l, down || depth < 3 ? `${sizes[l]} hidden neurons` : `${sizes[l]} hidden`);
      }
      if (down) head(depth, `${sizes[depth]} outputs`);
      else heads.push(text(places[depth][0][0] - 6, 11, `${sizes[depth]} outputs`, "nn-net-head"));
    }
    words.replaceChildren(...said, ...heads);
    panel.replaceChildren(...(layer ? sum() : overview()));

    // ---- below: one neuron's sum, or what all hidden neurons of the first layer look for

    function overview() {
      const y = at.foot, n = sizes[1], w = layers[0].w;
      if (!side || depth < 2) {
        return [text(2, y + 18, "Click a neuron to see its sum, term by term.", "nn-net-head")];
      }
      const rows = at.narrow
        ? Math.ceil(n / 8) > 4 ? 3 : Math.ceil(n / 8)
        : Math.min(2, Math.ceil(n / 8));
      const each = Math.ceil(n / rows),
        gap = Math.min(at.width / each, (at.height - y - 26) / rows, 58);
      const size = gap - 4;
      const title = gradient
        ? "The gradient of each hidden neuron's weights as an image: click one"
        : "The weights of each hidden neuron as an image: click one to see its sum";
      return [
        text(2, y + 14, at.narrow ? title.split(":")[0] : title, "nn-net-head"),
        ...row(n, (j) => {
          const values = row(sizes[0], (i) => (gradient ? flow(1, i, j) : w[i * n + j]));
          const px = 2 + (j % each) * gap, py = y + 22 + Math.floor(j / each) * gap;
          return svg(
            "g",
            { class: "nn-net-pick", "data-layer": 1, "data-unit": j },
            svg("rect", {
              x: px,
              y: py,
              width: size,
              height: size,
              class: "nn-net-paper nn-net-rim",
            }),
            svg("image", {
              x: px,
              y: py,
              width: size,
              height: size,
              href: bitmap(`${state.frame}.${j}.`, values, gradient),
              style: "image-rendering: pixelated",
              ...(gradient
                ? { opacity: (most(values) / most(deltas[0]) / most(x)).toFixed(2) }
                : {}),
            }),
          );
        }),
      ];
    }

    function sum() {
      const y = at.foot,
        n = sizes[layer],
        from = pass.a[layer - 1],
        bias = layers[layer - 1].b[unit];
      const weights = row(from.length, (i) => layers[layer - 1].w[i * n + unit]);
      const z = pass.z[layer - 1][unit], a = pass.a[layer][unit], delta = deltas[layer - 1][unit];
      const phi = phiOf(state, layer), nodes = [];
      const title = gradient
        ? `${called(layer, unit)}: Δ = ∂L/∂z = ${minus(delta, 3)}`
        : `${called(layer, unit)}: z = ${minus(z)}` +
          (layer < depth
            ? `, ${phi === "identity" ? "no activation" : `${NAMES[phi]} gives`} ${minus(a)}`
            : `, probability ${percent(outputs.length === 1 ? pass.p[0] : pass.p[unit])}`);
      nodes.push(text(2, y + 14, title, "nn-net-strong"));
      const images = side && layer === 1, size = at.narrow ? 76 : 88;
      let left = 2;
      if (images) {
        const values = gradient ? weights.map((_, i) => flow(layer, i, unit)) : weights;
        nodes.push(
          image(values, 2, y + 24, size, gradient),
          text(2, y + 24 + size + 14, gradient ? "its gradient" : "its weights", "nn-net-head"),
        );
        left += size + 14;
        if (!gradient) {
          nodes.push(
            image(weights.map((w, i) => w * from[i]), left, y + 24, size, false),
            text(left, y + 24 + size + 14, "× the input", "nn-net-head"),
          );
          left += size + 14;
        }
      }
      // bars, each where the one before it ended: the sum grows before one's eyes
      const terms = weights.map((w, i) => ({
        value: gradient ? flow(layer, i, unit) : w * from[i],
        i,
      }))
        .filter(({ value }) => few || value !== 0).sort((u, v) => v.value - u.value);
      const base = y + 26, tall = at.height - base - 22, tail = gradient ? 0 : 3;
      const step = Math.min(
        36,
        (at.width - left - 4 - (tail ? 108 : 0)) / Math.max(1, terms.length),
      );
      let level = 0, low = 0, high = 0;
      /** @type {[number, number][]} */
      const ends = terms.map(({ value }) => {
        const was = gradient ? 0 : level;
        level = was + value;
        low = Math.min(low, level);
        high = Math.max(high, level);
        return [was, level];
      });
      const total = gradient ? [] : [["b", level, level + bias], ["z", 0, z], [
        layer < depth ? "a" : "p",
        0,
        layer < depth ? a : outputs.length === 1 ? pass.p[0] : pass.p[unit],
      ]];
      total.forEach(([, u, v]) => {
        low = Math.min(low, u, v);
        high = Math.max(high, u, v);
      });
      const py = (v) => base + ((high - v) / (high - low || 1)) * tall;
      const bar = (px, wide, u, v) =>
        svg("rect", {
          x: px,
          y: Math.min(py(u), py(v)),
          width: Math.max(1, wide),
          height: Math.max(0.8, Math.abs(py(u) - py(v))),
          class: signed(v - u, gradient),
        });
      nodes.push(
        svg("line", { x1: left, x2: at.width - 2, y1: py(0), y2: py(0), class: "nn-net-zero" }),
      );
      ends.forEach((end, k) =>
        nodes.push(bar(left + k * step, step - (step > 4 ? 1.5 : 0.4), ...end))
      );
      if (step >= 30) {
        terms.forEach(({ i }, k) =>
          nodes.push(
            text(
              left + (k + 0.5) * step,
              base + tall + 14,
              layer === 1 ? inputs[i] : `h${i + 1}`,
              "nn-net-head",
              "middle",
            ),
          )
        );
      } else {
        const count = `${terms.length} terms`,
          what = gradient ? "∂L/∂w: input × Δ" : at.width < 420 ? count : `${count} weight × input`;
        nodes.push(text(left, base + tall + 16, what, "nn-net-head"));
      }
      total.forEach(([name, u, v], k) => {
        const px = at.width - 100 + k * 34;
        nodes.push(
          bar(px, 26, u, v),
          text(px + 13, base + tall + 16, name === "b" ? "bias" : name, "nn-net-head", "middle"),
        );
      });
      return nodes;
    }

    // ---- in words

    const own = !state.ink && !dials || dials && same(state.values, examples[state.example]);
    const truth = own && labels ? labels[state.example] : null;
    const one = outputs.length === 1, verdict = one ? Number(pass.p[0] > 0.5) : best;
    const chance = one ? (verdict ? pass.p[0] : 1 - pass.p[0]) : pass.p[best];
    const blank = side && state.ink && /^0+$/.test(state.ink);
    source.textContent = own
      ? `Example ${state.example + 1} of ${examples.length}${
        truth === null ? "" : `, label ${classes[truth]}`
      }`
      : "Your own input";
    source.dataset.right = String(truth === null || truth === verdict);
    const bends = choose.length ? `Activation: ${NAMES[phiOf(state, 1)]}. ` : "";
    const when = moments.length > 1
      ? `${data.time[0].toUpperCase()}${data.time.slice(1)} ${moments[state.frame]}. ${bends}`
      : bends;
    const says = blank
      ? `Nothing is drawn, and yet it says ${classes[verdict]}, with ${percent(chance)}.`
      : `It says ${classes[verdict]}, with ${percent(chance)}${
        truth === null ? "" : truth === verdict ? ": right" : `; the label is ${classes[truth]}`
      }.`;
    const detail = !layer
      ? gradient ? ` Purple: more of it raises the loss; green: lowers it.` : ""
      : gradient
      ? ` ${called(layer, unit)} has Δ = ${minus(deltas[layer - 1][unit], 3)}.`
      : ` ${called(layer, unit)} adds ${sizes[layer - 1]} products and the bias ${
        minus(layers[layer - 1].b[unit])
      } to z = ${minus(pass.z[layer - 1][unit])}${
        layer < depth ? `; out comes ${minus(pass.a[layer][unit])}` : ""
      }.`;
    const shareOf = (p) => (one ? (state.label ? p[0] : 1 - p[0]) : p[state.label]);
    const blame = gradient
      ? ` For the label ${classes[state.label]} the loss is ${minus(loss)}.` +
        (after
          ? ` One step of η = ${ETAS[state.eta]} takes ${classes[state.label]} from ${
            percent(shareOf(pass.p))
          } to ${percent(shareOf(after.p))}.`
          : "")
      : "";
    views.forEach(([name, node]) => node.setAttribute("aria-pressed", String(name === state.view)));
    eraser?.setAttribute("aria-pressed", String(state.erase));
    const now = {
      example: own ? state.example : null,
      input: x,
      frame: moments[state.frame],
      view: state.view,
      says: classes[verdict],
      probability: chance,
      neuron: layer ? [layer, unit] : null,
    };
    return { said: `${when}${says}${blame}${detail}`, at: [], now };
  }

  // ---- what the reader does

  const take = (k) => (state) => {
    state.example = (k(state) + examples.length) % examples.length;
    state.ink = "";
    if (dials) state.values = [...examples[state.example]];
    if (labels) state.label = labels[state.example];
  };
  const button = (text, name, how, kind = "nn-small") =>
    h("button", {
      type: "button",
      class: kind,
      "aria-label": name,
      onclick: () => self.change(how),
    }, text);
  const source = h("span", { class: "nn-net-source" });
  const eraser = side
    ? button("Erase", null, (state) => {
      state.erase = !state.erase;
    })
    : null;
  const view = (name, said) => [
    name,
    button(said, null, (state) => {
      state.view = name;
    }),
  ];
  const views = [view("forward", "Forward"), view("gradient", "Gradient")];
  const tools = h(
    "div",
    { class: "nn-net-tools" },
    h(
      "div",
      { class: "nn-net-group" },
      button("‹", "Previous example", take((state) => state.example - 1)),
      button("›", "Next example", take((state) => state.example + 1)),
      source,
    ),
    h(
      "div",
      { class: "nn-net-group" },
      side
        ? button("Clear", null, (state) => {
          state.ink = "0".repeat(side * side);
          state.erase = false;
        })
        : null,
      eraser,
    ),
    h(
      "div",
      { class: "nn-net-group nn-net-views", role: "group", "aria-label": "View" },
      views.map(([, node]) => node),
    ),
  );

  function stroke(state, from, to) {
    state.ink = encode(stroked(input(state), side, from, to, state.erase));
    state.pen = to.map((v) => between(Math.floor(v), 0, side - 1));
  }
  const spot = (event) => {
    const picture = cells.ownerSVGElement, box = picture.getBoundingClientRect();
    const scale = at.width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  };
  const onGrid = (place) => place.map((v, k) => (v - (k ? at.ink.y : at.ink.x)) / at.ink.cell);
  let last = null;
  if (side) {
    cells.addEventListener("pointerdown", (event) => {
      last = onGrid(spot(event));
      cells.setPointerCapture(event.pointerId);
      self.change((state) => stroke(state, last, last));
    });
    cells.addEventListener("pointermove", (event) => {
      if (!last) return;
      const next = onGrid(spot(event));
      self.change((state) => stroke(state, last, next));
      last = next;
    });
    ["pointerup", "pointercancel"].forEach((end) =>
      cells.addEventListener(end, () => {
        last = null;
      })
    );
    cells.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    cells.addEventListener("nn-key", (/** @type {CustomEvent} */ { detail: event }) => {
      const move = moves[event.key];
      if (!move && event.key !== " ") return;
      event.preventDefault();
      self.change((state) => {
        if (move) {
          state.pen = state.pen.map((v, k) => between(v + move[k], 0, side - 1));
          return;
        }
        const x = [...input(state)], i = state.pen[1] * side + state.pen[0];
        x[i] = x[i] > 0.5 ? 0 : 1;
        state.ink = encode(x);
      });
    });
  }

  // A click chooses the nearest neuron; a second one lets it go.
  const choice = (layer, unit) => (state) => {
    const again = state.layer === layer && state.unit === unit;
    state.layer = again ? 0 : layer;
    state.unit = again ? 0 : unit;
  };
  function picked(event) {
    const tile = event.target.closest("[data-layer]");
    if (tile) return self.change(choice(Number(tile.dataset.layer), Number(tile.dataset.unit)));
    if (cells.contains(event.target) && side) return;
    const [u, v] = spot(event);
    let near = [26, 0, 0];
    at.places.slice(1).forEach((all, l) =>
      all.forEach(([px, py], j) => {
        const away = Math.hypot(px - u, py - v);
        if (away < near[0]) near = [away, l + 1, j];
      })
    );
    if (near[1]) self.change(choice(near[1], near[2]));
    else if (v < at.foot) self.change(choice(0, 0));
  }
  neurons.addEventListener("nn-key", (/** @type {CustomEvent} */ { detail: event }) => {
    const by =
      { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (!by && event.key !== "Escape") return;
    event.preventDefault();
    self.change((state) => {
      if (!by) return void (state.layer = state.unit = 0);
      const layer = between(state.layer + by[0] || 1, 1, depth);
      state.unit = state.layer ? between(state.unit + by[1], 0, sizes[layer] - 1) : 0;
      state.layer = layer;
    });
  });

  const who = [
    ["—", 0, 0],
    ...sizes.slice(1).flatMap((n, l) => row(n, (j) => [called(l + 1, j), l + 1, j])),
  ];
  const controls = [
    ...(moments.length > 1
      ? [{
        ...menu(data.time, moments, "frame"),
        slider: true,
      }]
      : []),
    ...(dials
      ? inputs.map((name, i) => {
        const all = examples.map((x) => x[i]), low = Math.min(...all), high = Math.max(...all);
        const step = (high - low) / 40 || 0.1;
        return dial(name, [low, low + 40 * step, step], (state) =>
          state.values[i], (state, value) => {
          state.values[i] = value;
        });
      })
      : []),
    {
      label: "neuron",
      slider: false,
      values: who.map(([name]) => name),
      index: (state) => who.findIndex(([, l, j]) => l === state.layer && j === state.unit),
      set(state, k) {
        [, state.layer, state.unit] = who[k];
      },
    },
    ...(choose.length
      ? [{
        label: "activation",
        slider: false,
        values: [NAMES[phis[0]], ...choose.map((name) => NAMES[name])],
        index: (state) => state.phi + 1,
        set(state, k) {
          state.phi = k - 1;
        },
      }]
      : []),
    { ...menu("label", classes, "label"), shown: (state) => state.view === "gradient" },
    {
      ...menu("one step, η", ETAS.map(String), "eta"),
      slider: true,
      shown: (state) => state.view === "gradient",
    },
  ];
  const drawing = { width: 640, height: at.height, px: (u) => u, py: (v) => v, at: () => [0, 0] };
  const self = drawn(place, {
    name: `A network of ${sizes.join(" → ")} neurons`,
    view: drawing,
    draw,
    start,
    controls,
    tools: [tools],
    kept: ["view", "frame", "example", "ink", "values", "label", "eta", "phi", "layer", "unit"],
    played: moments.length > 1 ? 0 : null,
    longest:
      `${data.time} ${moments.at(-1)}. It says ${classes.at(-1)}, with 99.9 %; the label is ` +
      `${classes.at(-1)}. For the label ${
        classes.at(-1)
      } the loss is 0.00. One step of η = 0.01 takes ` +
      `${classes.at(-1)} from 99.9 % to > 99.9 %. ${called(1, sizes[1] - 1)} has Δ = −0.000.`,
    resize(width) {
      at = layout(width);
      return at.height;
    },
    label: seen,
    shapes: [seen, lines, cells, neurons, words, panel],
  });
  cells.ownerSVGElement.addEventListener("click", picked);
  return self.end;
}

function same(u, v) {
  return u.every((value, i) => Math.abs(value - v[i]) < 1e-9);
}

// Recorded weights: for each moment each layer's weights, then its biases.
function unpack(view, { sizes, moments, double, phis }) {
  const copy = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  const numbers = double ? new Float64Array(copy) : new Float32Array(copy);
  let from = 0;
  const next = (count) => numbers.subarray(from, from += count);
  return moments.map(() =>
    phis.map((_, l) => ({ w: next(sizes[l] * sizes[l + 1]), b: next(sizes[l + 1]) }))
  );
}
