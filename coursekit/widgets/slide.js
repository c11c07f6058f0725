// A kernel of nine numbers that slides over a picture; and, with a network, what becomes of its maps.

import { h } from "./shared/dom.js";
import { between, dial, drawn, isDark, menu, minus, svg } from "./shared/drawn.js";
import { decode, encode, stroked } from "./shared/ink.js";

// The sum of nine products and the bias, at every place of a picture with zeros around it.
export function convolved(x, [rows, columns], kernel, bias, padding) {
  const high = rows + 2 * padding - 2, wide = columns + 2 * padding - 2;
  return Array.from({ length: high * wide }, (_, i) => {
    const [r, c] = [Math.floor(i / wide) - padding, i % wide - padding];
    return windowAt(x, [rows, columns], r, c).reduce((sum, v, k) => sum + v * kernel[k], bias);
  });
}

// The nine pixels from (row, column) on; outside of the picture there are zeros.
function windowAt(x, [rows, columns], row, column) {
  return Array.from({ length: 9 }, (_, k) => {
    const r = row + Math.floor(k / 3), c = column + k % 3;
    return r >= 0 && c >= 0 && r < rows && c < columns ? x[r * columns + c] : 0;
  });
}

// Convolution, ReLU, the largest of every square, one dense layer, softmax.
export function readBy({ filters, biases, padding, pool, dense, offsets }, x, shape) {
  const maps = filters.map((kernel, k) =>
    convolved(x, shape, kernel, biases[k], padding).map((v) => Math.max(0, v))
  );
  const wide = shape[1] + 2 * padding - 2, across = Math.floor(wide / pool);
  const down = Math.floor((shape[0] + 2 * padding - 2) / pool);
  const pooled = maps.flatMap((map) =>
    Array.from({ length: down * across }, (_, i) => {
      const top = Math.floor(i / across) * pool * wide + (i % across) * pool;
      const square = Array.from({ length: pool * pool }, (_, k) =>
        map[top + Math.floor(k / pool) * wide + k % pool]);
      return Math.max(...square);
    })
  );
  const z = offsets.map((b, j) =>
    pooled.reduce((sum, v, i) => sum + v * dense[i * offsets.length + j], b)
  );
  const e = z.map((v) => Math.exp(v - Math.max(...z))), total = e.reduce((s, v) => s + v, 0);
  return { maps, p: e.map((v) => v / total) };
}

const sure = (p) => (p > 0.995 ? "more than 99%" : `${(100 * p).toFixed(0)}%`);
const most = (values) => values.reduce((top, v) => Math.max(top, Math.abs(v)), 0) || 1;

export function slide(place) {
  const { pictures, kernels, padding, network, start: first } = place.model.get("data");
  const count = kernels.length;
  const cells = svg("g", { class: "nn-net-ink", tabindex: 0, role: "application" });
  cells.setAttribute(
    "aria-label",
    "The picture: the arrow keys move the pen or the window, Space inks or clears a pixel",
  );
  const seen = svg("g", { role: "img" }),
    panel = svg("g", { class: "nn-slide-panel" }),
    row = svg("g");
  const canvas = document.createElement("canvas");
  const text = (x, y, said, kind = "nn-net-head", anchor = "start") =>
    svg("text", { x, y, class: kind, "text-anchor": anchor }, said);

  const pictureOf = (state) => pictures[state.picture];
  const shapeOf = (state) => pictureOf(state).shape;
  const pixelsOf = (state) =>
    state.ink && pictureOf(state).draw ? decode(state.ink) : pictureOf(state).x;
  const outOf = (state) => shapeOf(state).map((n) => n + 2 * padding - 2);
  const where = (state) => [
    between(state.row, 0, outOf(state)[0] - 1),
    between(state.column, 0, outOf(state)[1] - 1),
  ];

  let at = layout(640);
  function layout(width) {
    const narrow = width < 560, gap = narrow ? 10 : 14;
    const side = narrow
        ? Math.floor((width - gap - 4) / 2)
        : Math.floor(Math.min(190, 0.265 * width)),
      top = 18;
    const left = narrow ? 2 : 2 * (side + gap) + 6, cell = narrow ? 40 : 44;
    const high = narrow ? top + side + 24 : top;
    const foot = narrow ? high + 3 * cell + 42 : top + side + 24;
    const each = narrow ? Math.min(8, count) : Math.min(16, count);
    const tile = narrow ? Math.min(60, width / each - 4) : Math.min(44, (width * 0.62) / each - 4);
    const tiles = Math.ceil(count / each) * (tile + 4);
    return {
      width,
      narrow,
      side,
      top,
      cell,
      left,
      high,
      foot,
      each,
      tile,
      x0: [2, 2 + side + gap],
      wide: (width - left - 2) / 3,
      bars: narrow
        ? [2, foot + 8 + tiles + 8, width - 4]
        : [width * 0.66, foot + 8, width * 0.34 - 2],
      height: network ? foot + (narrow ? tiles + 90 : Math.max(tiles, 70) + 10) : foot,
    };
  }

  // Values as a small bitmap: light and shadow, ink on paper, or signed numbers.
  let dark = false;
  function bitmap(values, [rows, columns], kind, top = 1) {
    Object.assign(canvas, { width: columns, height: rows });
    const pen = canvas.getContext("2d", { willReadFrequently: true }),
      pixels = pen.createImageData(columns, rows);
    const ink = dark ? [230, 233, 237] : [31, 35, 40];
    const signs = dark ? [[86, 180, 233], [255, 154, 92]] : [[0, 114, 178], [213, 94, 0]];
    values.forEach((value, i) => {
      const light = 255 * between(value, 0, 1);
      const color = kind === "light"
        ? [light, light, light, 255]
        : kind === "ink"
        ? [...ink, light]
        : [...signs[value < 0 ? 1 : 0], 255 * Math.abs(value) / top];
      pixels.data.set(color, 4 * i);
    });
    pen.putImageData(pixels, 0, 0);
    return canvas.toDataURL();
  }
  const image = (values, shape, x, y, side, kind, top = 1) =>
    svg("image", {
      x,
      y,
      width: side,
      height: side * shape[0] / shape[1],
      href: bitmap(values, shape, kind, top),
      preserveAspectRatio: "none",
      style: "image-rendering: pixelated",
    });
  const frame = (x, y, side, kind = "nn-fold-frame") =>
    svg("rect", { x, y, width: side, height: side, class: kind });

  function draw(state) {
    dark = isDark(place.el);
    const picture = pictureOf(state), shape = shapeOf(state), x = pixelsOf(state);
    const { side, top, x0, left, high, cell, wide } = at, [r, c] = where(state);
    const own = network && {
      ...network,
      filters: network.filters.map((f, k) => (k === state.kernel ? state.weights : f)),
    };
    const bias = kernels[state.kernel].bias, out = outOf(state);
    const sums = convolved(x, shape, state.weights, bias, padding);
    const map = state.relu ? sums.map((v) => Math.max(0, v)) : sums;
    const patch = windowAt(x, shape, r - padding, c - padding), sum = sums[r * out[1] + c];
    const unit = side / (Math.max(...shape) + 2 * padding), [dx, dy] = [x0[0], top];
    const into = side / Math.max(...out);

    // the picture, the window on it, and the map with its pixel
    cells.replaceChildren(
      svg("rect", { x: dx, y: dy, width: side, height: side, class: "nn-net-pad" }),
      frame(dx, dy, side, "nn-net-frame"),
      image(x, shape, dx + padding * unit, dy + padding * unit, unit * shape[1], picture.kind),
      ...(padding
        ? [svg("rect", {
          x: dx + unit,
          y: dy + unit,
          width: unit * shape[1],
          height: unit * shape[0],
          class: "nn-slide-edge",
        })]
        : []),
      ...(picture.draw
        ? [svg("rect", {
          x: dx + (state.pen[0] + padding) * unit,
          y: dy + (state.pen[1] + padding) * unit,
          width: unit,
          height: unit,
          class: "nn-net-pen",
        })]
        : []),
    );
    seen.replaceChildren(
      frame(x0[1], top, side),
      image(map, out, x0[1], top, into * out[1], "signed", most(map)),
      svg("rect", {
        x: dx + c * unit,
        y: dy + r * unit,
        width: 3 * unit,
        height: 3 * unit,
        class: "nn-cover-square",
      }),
      svg("rect", {
        x: x0[1] + c * into,
        y: top + r * into,
        width: into,
        height: into,
        class: "nn-cover-square",
      }),
      text(
        dx + side / 2,
        11,
        picture.draw ? `${picture.name}: draw` : picture.name,
        "nn-net-head",
        "middle",
      ),
      text(x0[1] + side / 2, 11, "feature map", "nn-net-head", "middle"),
    );

    // nine multiplications
    const terms = patch.map((v, k) => v * state.weights[k]), strongest = most(state.weights);
    panel.replaceChildren(
      text(left, high - 7, "pixel × weight, nine times: click one"),
      ...patch.flatMap((v, k) => {
        const px = left + (k % 3) * wide, py = high + Math.floor(k / 3) * cell;
        const weight = state.weights[k];
        return [
          svg("rect", {
            x: px,
            y: py,
            width: wide,
            height: cell,
            class: weight < 0 ? "nn-net-minus" : "nn-net-plus",
            "fill-opacity": (0.45 * Math.abs(weight) / strongest).toFixed(3),
          }),
          svg("rect", {
            x: px,
            y: py,
            width: wide,
            height: cell,
            class: k === state.cell ? "nn-net-own" : "nn-slide-cell",
            "data-cell": k,
          }),
          text(
            px + wide / 2,
            py + cell / 2 - 4,
            `${minus(v)} × ${minus(weight)}`,
            "nn-net-name",
            "middle",
          ),
          text(
            px + wide / 2,
            py + cell / 2 + 13,
            `= ${minus(terms[k])}`,
            "nn-net-strong",
            "middle",
          ),
        ];
      }),
      text(
        left,
        high + 3 * cell + 17,
        `sum ${minus(sum - bias)}${network ? `, bias ${minus(bias)}` : ""}${
          state.relu ? `, ReLU: ${minus(Math.max(0, sum))}` : ""
        }`,
        "nn-net-strong",
      ),
    );

    // all maps of the network, and what it says
    const read = own ? readBy(own, x, shape) : null;
    const best = read ? read.p.indexOf(Math.max(...read.p)) : null;
    if (read) {
      const [bx, by, across] = at.bars, gap = across / read.p.length, tall = 44;
      const peak = Math.max(...read.maps.map(most));
      row.replaceChildren(
        text(2, at.foot, at.narrow ? "feature maps" : "all feature maps: click one", "nn-net-head"),
        ...read.maps.flatMap((values, k) => {
          const px = 2 + (k % at.each) * (at.tile + 4);
          const py = at.foot + 8 + Math.floor(k / at.each) * (at.tile + 4);
          const tile = frame(px, py, at.tile, k === state.kernel ? "nn-net-own" : "nn-slide-cell");
          tile.setAttribute("data-map", String(k));
          return [image(values, out, px, py, at.tile, "signed", peak), tile];
        }),
        ...read.p.flatMap((p, j) => [
          svg("rect", {
            x: bx + j * gap + 1,
            y: by,
            width: gap - 3,
            height: tall,
            class: "nn-net-groove",
          }),
          svg("rect", {
            x: bx + j * gap + 1,
            y: by + tall * (1 - p),
            width: gap - 3,
            height: tall * p,
            class: j === best ? "nn-net-best" : "nn-net-share",
          }),
          text(
            bx + (j + 0.5) * gap - 0.5,
            by + tall + 14,
            String(j),
            j === best ? "nn-net-strong" : "nn-net-name",
            "middle",
          ),
        ]),
      );
    }
    pen.hidden = !picture.draw;
    eraser.setAttribute("aria-pressed", String(state.erase));
    cells.style.touchAction = picture.draw ? "" : "pan-y pinch-zoom";
    cells.style.cursor = picture.draw ? "" : "pointer";
    const kernel = kernels[state.kernel];
    const changed = kernel.weights.some((w, k) => Math.abs(w - state.weights[k]) > 1e-9);
    const after = state.relu ? `, and ReLU makes it ${minus(Math.max(0, sum))}` : "";
    const what = state.ink && picture.draw
      ? "Your drawing"
      : `${picture.name[0].toUpperCase()}${picture.name.slice(1)}`;
    return {
      said: `${what}, ${kernel.name}${changed ? " (changed)" : ""}: at row ${r + 1}, column ${
        c + 1
      } of the map the sum is ${minus(sum)}${after}. Weight ${state.cell + 1} of 9 is ${
        minus(state.weights[state.cell])
      }.${read ? ` The network says ${best}, with ${sure(read.p[best])}.` : ""}`,
      at: [[x0[1] + (c + 0.5) * into, top + (r + 0.5) * into]],
      now: {
        picture: picture.name,
        kernel: kernel.name,
        weights: state.weights,
        row: r,
        column: c,
        sum,
        says: best,
      },
    };
  }

  const button = (said, how) =>
    h("button", { type: "button", class: "nn-small", onclick: () => self.change(how) }, said);
  const eraser = button("Erase", (state) => {
    state.erase = !state.erase;
  });
  const blank = (state) => {
    const [rows, columns] = shapeOf(state);
    state.ink = "0".repeat(rows * columns);
    state.erase = false;
  };
  const pen = h("div", { class: "nn-net-group" }, button("Clear", blank), eraser);
  const tools = h("div", { class: "nn-net-tools" }, pen);

  /** @type {(event: any) => [number, number]} */
  const spot = (event) => {
    const picture = cells.ownerSVGElement, box = picture.getBoundingClientRect();
    const scale = at.width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  };
  const unitOf = (state) => at.side / (Math.max(...shapeOf(state)) + 2 * padding);
  const onPicture = ([u, v], state) => {
    const unit = unitOf(state);
    return [(u - at.x0[0]) / unit - padding, (v - at.top) / unit - padding];
  };
  const toPixel = (state, [u, v]) => {
    const into = at.side / Math.max(...outOf(state));
    state.row = between(Math.floor((v - at.top) / into), 0, outOf(state)[0] - 1);
    state.column = between(Math.floor((u - at.x0[1]) / into), 0, outOf(state)[1] - 1);
  };
  let last = null, drawing = false;
  const stroke = (state, from, to) => {
    const [, columns] = shapeOf(state);
    state.ink = encode(stroked(pixelsOf(state), columns, from, to, state.erase));
    state.pen = to.map((v, k) => between(Math.floor(v), 0, shapeOf(state)[1 - k] - 1));
  };
  cells.addEventListener("pointerdown", (event) => {
    const to = spot(event);
    self.change((state) => {
      drawing = pictureOf(state).draw;
      if (!drawing) {
        const [u, v] = onPicture(to, state);
        state.row = between(Math.floor(v) + padding - 1, 0, outOf(state)[0] - 1);
        state.column = between(Math.floor(u) + padding - 1, 0, outOf(state)[1] - 1);
        return;
      }
      last = onPicture(to, state);
      stroke(state, last, last);
    });
    if (drawing) cells.setPointerCapture(event.pointerId);
  });
  cells.addEventListener("pointermove", (event) => {
    if (!last) return;
    const to = spot(event);
    self.change((state) => {
      const next = onPicture(to, state);
      stroke(state, last, next);
      last = next;
    });
  });
  ["pointerup", "pointercancel"].forEach((end) =>
    cells.addEventListener(end, () => {
      last = null;
    })
  );
  cells.addEventListener("touchstart", (event) => {
    if (drawing || !pen.hidden) event.preventDefault();
  }, { passive: false });
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  cells.addEventListener("nn-key", (/** @type {CustomEvent} */ { detail: event }) => {
    const move = moves[event.key];
    if (!move && event.key !== " ") return;
    event.preventDefault();
    self.change((state) => {
      const [rows, columns] = shapeOf(state);
      if (!pictureOf(state).draw) {
        const [r, c] = where(state), [right, down] = move ?? [0, 0];
        state.row = between(r + down, 0, outOf(state)[0] - 1);
        state.column = between(c + right, 0, outOf(state)[1] - 1);
        return;
      }
      if (move) {
        state.pen = state.pen.map((v, k) => between(v + move[k], 0, (k ? rows : columns) - 1));
        return;
      }
      const x = [...pixelsOf(state)], i = state.pen[1] * columns + state.pen[0];
      x[i] = x[i] > 0.5 ? 0 : 1;
      state.ink = encode(x);
    });
  });

  const choose = (state, k) => {
    state.kernel = k;
    state.weights = [...kernels[k].weights];
  };
  const longer = (a, b) => (a.length > b.length ? a : b);
  const longest = ["Your drawing", ...pictures.map((p) => p.name)].reduce(longer);
  const named = kernels.map((k) => k.name).reduce(longer);
  const biggest = [0, 1].map((k) => Math.max(...pictures.map((p) => p.shape[k])) + 2 * padding - 2);
  const self = drawn(place, {
    name: "Slide a kernel over a picture",
    view: { width: 640, height: at.height, px: (u) => u, py: (v) => v, at: spot },
    start: () => ({
      picture: 0,
      kernel: first.kernel,
      weights: [...kernels[first.kernel].weights],
      relu: first.relu,
      row: first.row,
      column: first.column,
      cell: 4,
      ink: "",
      pen: [3, 3],
      erase: false,
    }),
    kept: ["picture", "kernel", "weights", "relu", "row", "column", "cell", "ink"],
    draw,
    drag: (state, _, to) => toPixel(state, to),
    controls: [
      {
        ...menu("picture", pictures.map((p) => p.name), "picture"),
        set(state, k) {
          state.picture = k;
          state.ink = "";
        },
        shown: () => pictures.length > 1,
      },
      {
        ...menu(network ? "filter" : "kernel", kernels.map((k) => k.name), "kernel"),
        set: choose,
      },
      menu("activation", ["none", "ReLU"], "relu"),
      ...["row", "column"].map((key, k) => ({
        ...dial(key, [0, biggest[k] - 1, 1], (state) => where(state)[k], (state, value) => {
          state[key] = value;
        }, (v) => String(Math.round(v) + 1)),
        last: (state) => outOf(state)[k] - 1,
      })),
      dial("weight", [1, 9, 1], (state) => state.cell + 1, (state, value) => {
        state.cell = value - 1;
      }, String),
      dial("its value", [-5, 5, 0.1], (state) => state.weights[state.cell], (state, value) => {
        state.weights[state.cell] = value;
      }),
    ],
    longest: `${longest}, ${named} (changed): at row 99, column 99 of the map the sum is −0.00, ` +
      "and ReLU makes it 0.00. Weight 9 of 9 is −0.00." +
      (network ? " The network says 9, with more than 99%." : ""),
    tools: [tools],
    resize(width) {
      at = layout(width);
      return at.height;
    },
    label: seen,
    shapes: [cells, seen, panel, row],
  });
  cells.ownerSVGElement.addEventListener("click", (event) => {
    const { cell, map } = /** @type {SVGElement} */ (event.target).dataset, to = spot(event);
    self.change((state) => {
      if (cell) state.cell = Number(cell);
      else if (map) choose(state, Number(map));
      else if (seen.contains(/** @type {Node} */ (event.target))) toPixel(state, to);
    });
  });
  return self.end;
}
