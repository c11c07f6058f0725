// A function of two variables built from towers: two hidden layers, set by hand.

import { between, dial, drawn, minus, svg } from "./shared/drawn.js";

const sigma = (z) => 1 / (1 + Math.exp(-z));

// The closed form that this widget computes. A tower [x₁, x₂, side, height] is four steps in the
// first hidden layer, a neuron in the second that fires where both bumps meet, and an output weight.
export function towersAt(list, steep, [u, v]) {
  const bump = (x, middle, side) =>
    sigma(steep * (x - middle + side / 2)) - sigma(steep * (x - middle - side / 2));
  return list.reduce(
    (sum, [x1, x2, side, height]) =>
      sum + height * sigma(steep * (bump(u, x1, side) + bump(v, x2, side) - 1.5)),
    0,
  );
}

export function towers(place) {
  const { fine, y: ys, first, count, steepnesses: STEEP, steepness, target } = place.model.get(
    "data",
  );
  const spots = ys.map((_, i) => [(i % fine + 0.5) / fine, (Math.floor(i / fine) + 0.5) / fine]);
  let at = layout(480);
  function layout(width) {
    const side = Math.min(220, Math.floor((width - 14) / 2)), left = (width - 2 * side - 14) / 2;
    return { width, side, x0: [left, left + side + 14], top: 20, height: side + 26 };
  }
  const px = (k, u) => at.x0[k] + u * at.side, py = (v) => at.top + (1 - v) * at.side;

  // Values as a small bitmap: white at 0, blue at 1, orange below 0 and darker above 1.
  const canvas = Object.assign(document.createElement("canvas"), { width: fine, height: fine });
  function shade(values) {
    const pen = canvas.getContext("2d"), pixels = pen.createImageData(fine, fine);
    values.forEach((value, i) => {
      const color = value < 0 ? [213, 94, 0] : value > 1 ? [0, 60, 110] : [0, 114, 178];
      const place = (fine - 1 - Math.floor(i / fine)) * fine + i % fine;
      pixels.data.set([...color, between(230 * Math.abs(value), 0, 255)], 4 * place);
    });
    pen.putImageData(pixels, 0, 0);
    return canvas.toDataURL();
  }
  const shades = [0, 1].map(() => svg("image", { preserveAspectRatio: "none" }));
  const frames = [0, 1].map(() => svg("rect", { class: "nn-fold-frame" }));
  const boxes = svg("g"), words = svg("g", { class: "nn-fold-words" }), goal = shade(ys);

  function draw({ list, chosen, steep }) {
    const values = spots.map((spot) => towersAt(list, STEEP[steep], spot));
    const gap = values.reduce((sum, value, i) => sum + Math.abs(value - ys[i]), 0) / ys.length;
    [0, 1].forEach((k) => {
      for (const node of [shades[k], frames[k]]) {
        node.setAttribute("x", at.x0[k]);
        node.setAttribute("y", at.top);
        node.setAttribute("width", at.side);
        node.setAttribute("height", at.side);
      }
    });
    shades[0].setAttribute("href", goal);
    shades[1].setAttribute("href", shade(values));
    boxes.replaceChildren(
      ...list.map(([x1, x2, side], i) => {
        const [left, right] = [x1 - side / 2, x1 + side / 2].map((u) => between(u, 0, 1));
        const [low, high] = [x2 - side / 2, x2 + side / 2].map((v) => between(v, 0, 1));
        return svg("rect", {
          class: `nn-tower${i === chosen ? " nn-tower-chosen" : ""}`,
          x: px(1, left),
          y: py(high),
          width: (right - left) * at.side,
          height: (high - low) * at.side,
        });
      }),
    );
    words.replaceChildren(
      ...[target, "your network"].map((text, k) =>
        svg(
          "text",
          { x: at.x0[k] + at.side / 2, y: 13, class: "nn-net-head", "text-anchor": "middle" },
          text,
        )
      ),
    );
    const [x1, x2, side, height] = list[chosen], n = list.length;
    return {
      said: `${4 * n} + ${n} hidden neurons miss ${target} by ${gap.toFixed(3)} on average. ` +
        `Tower ${chosen + 1} of ${n}: middle (${minus(x1)}, ${minus(x2)}), side ${
          minus(side)
        }, height ${minus(height)}, steepness ${STEEP[steep]}.`,
      at: list.map(([u, v]) => [px(1, u), py(v)]),
      now: { towers: list, steepness: STEEP[steep], gap },
    };
  }

  const chosen = (state) => state.list[state.chosen];
  /** @type {(label: string, k: number, range: number[]) => any} */
  const part = (label, k, range) =>
    dial(label, range, (state) => chosen(state)[k], (state, value) => {
      chosen(state)[k] = value;
    });
  const self = drawn(place, {
    name: "Build a function of two inputs from towers",
    view: {
      width: 480,
      height: at.height,
      px: (u) => u,
      py: (v) => v,
      at: (event, box) => [
        (event.clientX - box.left) * at.width / box.width,
        (event.clientY - box.top) * at.width / box.width,
      ],
    },
    start: () => ({
      list: structuredClone(first.slice(0, count)),
      chosen: 0,
      steep: STEEP.indexOf(steepness),
    }),
    draw,
    drag(state, i, [x, y]) {
      state.list[i][0] = between((x - at.x0[1]) / at.side, 0, 1);
      state.list[i][1] = between(1 - (y - at.top) / at.side, 0, 1);
      state.chosen = i;
    },
    controls: [
      {
        label: "steepness",
        slider: true,
        values: STEEP.map(String),
        index: (state) => state.steep,
        set(state, k) {
          state.steep = k;
        },
      },
      dial("towers", [1, first.length, 1], (state) => state.list.length, (state, n) => {
        state.list = [...state.list, ...structuredClone(first).slice(state.list.length)].slice(
          0,
          n,
        );
        state.chosen = Math.min(state.chosen, n - 1);
      }, String),
      {
        ...dial("chosen tower", [1, first.length, 1], (state) => state.chosen + 1, (state, k) => {
          state.chosen = k - 1;
        }, String),
        last: (state) => state.list.length - 1,
      },
      part("its x₁", 0, [0, 1, 0.01]),
      part("its x₂", 1, [0, 1, 0.01]),
      part("its side", 2, [0.05, 1, 0.01]),
      part("its height", 3, [-1, 1, 0.05]),
    ],
    longest: `24 + 6 hidden neurons miss ${target} by 0.000 on average. Tower 6 of 6: middle ` +
      "(0.00, 0.00), side 0.00, height −0.00, steepness 200.",
    resize(width) {
      at = layout(width);
      return at.height;
    },
    shapes: [...shades, ...frames, boxes, words],
  });
  return self.end;
}
