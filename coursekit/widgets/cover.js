// A picture of which one covers a part, and what a network says to the rest.

import { between, dial, drawn, menu, plane, put, svg } from "./shared/drawn.js";
import { forward } from "./shared/mlp.js";

const PAPERS = ["paper", "ink"]; // white, black

// The picture with a square of size × size pixels, from (row, column) on, set to one value.
export function covered(x, side, { row, column, size, ink }) {
  const within = (place, from) => place >= from && place < from + size;
  return x.map((value, i) =>
    within(Math.floor(i / side), row) && within(i % side, column) ? ink : value
  );
}

export function cover(place) {
  const data = place.model.get("data");
  const { networks, names, side, examples, labels, largest, size: first } = data;
  const models = unpack(place.model.get("frames"), data);
  const view = plane([-0.5, side + 6], [-side - 1.4, 0.5], 400, 310), { px, py } = view;
  const unit = px(1) - px(0), tall = py(-1) - py(0);
  const frame = svg("rect", {
    class: "nn-cover-frame",
    x: px(0),
    y: py(0),
    width: side * unit,
    height: side * tall,
  });
  const pixels = examples[0].map((_, i) =>
    svg("rect", {
      class: "nn-cover-pixel",
      x: px(i % side),
      y: py(-Math.floor(i / side)),
      width: unit + 0.4,
      height: tall + 0.4,
    })
  );
  const square = svg("rect", { class: "nn-cover-square" });
  const foot = -side + 0.6, top = -1.2, at = [side + 1.8, side + 4.4];
  const bars = at.map((x) => svg("rect", { class: "nn-one", x: px(x - 0.8), width: 1.6 * unit }));
  const tops = at.map((x) => svg("text", { class: "nn-value", x: px(x) }));
  const axes = svg(
    "g",
    { class: "nn-axes" },
    svg("line", { x1: px(side + 0.6), x2: px(side + 5.8), y1: py(foot), y2: py(foot) }),
  );
  const feet = ["whole", "covered"].map((text, i) =>
    svg("text", { class: "nn-foot", x: px(at[i]), y: py(foot) + 16 }, text)
  );
  const title = svg(
    "text",
    { class: "nn-foot", x: px(side + 3.1), y: py(foot) + 32 },
    `P(${names[1]})`,
  );
  const percent = (p) => `${(100 * p).toFixed(0)}%`;
  const verdict = (p) => `${names[Number(p > 0.5)]}, with ${percent(Math.max(p, 1 - p))}`;
  const says = (state, x) => forward(models[state.network], x).p[0];
  const held = (state) => ({
    ...state,
    row: between(Math.round(state.row), 0, side - state.size),
    column: between(Math.round(state.column), 0, side - state.size),
  });

  function draw(given) {
    const state = held(given), { row, column, size, ink } = state, whole = examples[state.example];
    const rest = covered(whole, side, state), p = [says(state, whole), says(state, rest)];
    pixels.forEach((node, i) => node.setAttribute("opacity", rest[i].toFixed(3)));
    put(square, { x: px(column), y: py(-row), width: size * unit, height: size * tall });
    p.forEach((share, i) => {
      const height = share * (py(foot) - py(top));
      put(bars[i], { y: py(foot) - height, height });
      put(tops[i], { y: py(foot) - height - 7 });
      tops[i].textContent = percent(share);
    });
    const which = `Picture ${state.example + 1}, label ${names[labels[state.example]]}`;
    const where = `rows ${row + 1} to ${row + size}, columns ${column + 1} to ${column + size}`;
    const then = size
      ? `with ${PAPERS[ink]} on ${where}: ${verdict(p[1])}`
      : `with no ${PAPERS[ink]} on it, the same`;
    return {
      said: `${which}. ${networks[state.network]} says ${verdict(p[0])}; ${then}.`,
      at: [[column + size / 2, -row - size / 2]],
      now: { network: state.network, example: state.example, row, column, size, ink, p },
    };
  }

  const number = (label, key, range, said = (v) => `${v}`) =>
    dial(label, range, (state) => held(state)[key], (state, value) => {
      state[key] = value;
    }, said);
  drawn(place, {
    name: "Cover a part of the picture",
    view,
    draw,
    drag(state, _, [x, y]) {
      state.row = between(Math.round(-y - state.size / 2), 0, side - state.size);
      state.column = between(Math.round(x - state.size / 2), 0, side - state.size);
    },
    start: () => ({ network: 0, example: 0, row: 1, column: 1, size: first, ink: 0 }),
    longest: `Picture 10, label ${names[1]}. ${networks.at(-1)} says ${names[1]}, with 100%; ` +
      `with paper on rows 10 to 15, columns 10 to 15: ${names[1]}, with 100%.`,
    controls: [
      ...(networks.length > 1 ? [menu("network", networks, "network")] : []),
      {
        ...menu(
          "picture",
          examples.map((_, i) => `${i + 1}, label ${names[labels[i]]}`),
          "example",
        ),
        slider: true,
      },
      number("side", "size", [0, largest, 1], (v) => `${v} pixels`),
      number("from row", "row", [0, side - 1, 1], (v) => `${v + 1}`),
      number("from column", "column", [0, side - 1, 1], (v) => `${v + 1}`),
      menu("covered with", PAPERS, "ink"),
    ],
    shapes: [frame, ...pixels, square, axes, ...bars, ...tops, ...feet, title],
  });
}

// The weights of every network: of each layer its weights, then its biases.
function unpack(view, { sizes, networks, double, phis }) {
  const copy = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  const numbers = double ? new Float64Array(copy) : new Float32Array(copy);
  let from = 0;
  const next = (count) => numbers.subarray(from, from += count);
  return networks.map(() =>
    phis.map((phi, l) => ({ w: next(sizes[l] * sizes[l + 1]), b: next(sizes[l + 1]), phi }))
  );
}
