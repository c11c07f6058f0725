// A function of one variable built from bumps, two steps each: one hidden layer, set by hand.

import { dial, drawn, menu, minus, plane, svg } from "./shared/drawn.js";

// The closed form that this widget computes: v · φ(w x + b), a network with one hidden layer.
export function network(xs, { w, b, v }, kind) {
  const phi = kind === "relu" ? (z) => Math.max(z, 0) : (z) => 1 / (1 + Math.exp(-z));
  return xs.map((x) => w.reduce((sum, weight, j) => sum + v[j] * phi(weight * x + b[j]), 0));
}

// A bump [place, height] is a step up at its left edge and a step down at its right one. A sigmoid
// is a step; so are two ReLUs, one that bends up and one that bends back.
export function weights(bumps, width, steepness, kind) {
  const w = [], b = [], v = [], parts = kind === "relu" ? [[0.5, 1], [-0.5, -1]] : [[0, 1]];
  for (const [place, height] of bumps) {
    for (const sign of [1, -1]) {
      for (const [shift, turn] of parts) {
        w.push(steepness);
        b.push(shift - steepness * (place - (sign * width) / 2));
        v.push(sign * turn * height);
      }
    }
  }
  return { w, b, v };
}

export function bumps(place) {
  const {
    x: xs,
    y: ys,
    low,
    high,
    digits,
    count,
    most,
    steepness,
    steepnesses: STEEP,
    neurons,
    target: name,
  } = place.model.get("data");
  const NAMES = { sigmoid: "sigmoid", relu: "ReLU" };
  const kinds = Object.keys(NAMES), view = plane([0, 1], [low, high], 400, 270), { px, py } = view;
  const said = (value) => minus(value, digits),
    points = (values) => values.map((y, i) => `${px(xs[i]).toFixed(1)} ${py(y).toFixed(1)}`);
  const [gap, own, out, aim] = ["nn-gap", "nn-own", "nn-out", "nn-aim"].map((kind) =>
    svg("path", { class: kind })
  );
  const axes = svg(
    "g",
    { class: "nn-axes" },
    svg("line", { x1: 0, x2: view.width, y1: py(0), y2: py(0) }),
    ...[["x = 0", 6], ["x = 1", view.width - 40]].map(([text, x]) =>
      svg("text", { x, y: view.height - 6 }, text)
    ),
  );
  aim.setAttribute("d", `M${points(ys).join("L")}`);

  // n bumps side by side; each has the height that `tall` gives at its middle.
  const side = (n, tall) =>
    Array.from({ length: n }, (_, k) => [(k + 0.5) / n, tall((k + 0.5) / n)]);
  const nearest = (list, x) =>
    list.reduce((best, item) => (Math.abs(item[0] - x) < Math.abs(best[0] - x) ? item : best));
  const target = (x) => nearest(xs.map((at, i) => [at, ys[i]]), x)[1];

  function start() {
    const tallest = xs[ys.reduce((best, y, i) => (Math.abs(y) > Math.abs(ys[best]) ? i : best), 0)];
    const list = side(count, () => 0), chosen = list.indexOf(nearest(list, tallest));
    list[chosen][1] = target(list[chosen][0]);
    return { list, chosen, steep: STEEP.indexOf(steepness), kind: kinds.indexOf(neurons) };
  }

  function draw({ list, chosen, steep, kind }) {
    const n = list.length,
      phi = kinds[kind],
      run = (some) => network(xs, weights(some, 1 / n, STEEP[steep], phi), phi);
    const y = run(list),
      mean = y.reduce((sum, value, i) => sum + Math.abs(value - ys[i]), 0) / y.length;
    const [at, height] = list[chosen], hidden = n * (phi === "relu" ? 4 : 2);
    out.setAttribute("d", `M${points(y).join("L")}`);
    own.setAttribute("d", `M${points(run([list[chosen]])).join("L")}`);
    gap.setAttribute("d", `M${[...points(y), ...points(ys).reverse()].join("L")}Z`);
    return {
      said:
        `${hidden} hidden ${NAMES[phi]} neurons (thick) miss ${name} (thin) by ${
          mean.toPrecision(2)
        } on average. ` +
        `Bump ${chosen + 1} of ${n} (dashed): height ${said(height)}, from ${
          minus(at - 0.5 / n)
        } to ${minus(at + 0.5 / n)}, steepness ${STEEP[steep]}.`,
      at: list,
      now: { bumps: list, steepness: STEEP[steep], neurons: phi, gap: mean },
    };
  }

  const chosen = (state) => state.list[state.chosen];
  drawn(place, {
    name: "Build a function from bumps",
    view,
    start,
    draw,
    drag(state, i, point) {
      state.list[i] = point;
      state.chosen = i;
    },
    controls: [
      menu("neurons", Object.values(NAMES), "kind"),
      {
        label: "steepness",
        slider: true,
        values: STEEP.map(String),
        index: (state) => state.steep,
        set(state, k) {
          state.steep = k;
        },
      },
      dial("bumps", [1, most, 1], (state) => state.list.length, (state, n) => {
        state.list = side(n, (x) => nearest(state.list, x)[1]);
        state.chosen = Math.min(state.chosen, n - 1);
      }, String),
      {
        ...dial("chosen bump", [1, most, 1], (state) => state.chosen + 1, (state, k) => {
          state.chosen = k - 1;
        }, String),
        last: (state) => state.list.length - 1,
      },
      dial("its place", [0, 1, 0.01], (state) => chosen(state)[0], (state, x) => {
        chosen(state)[0] = x;
      }),
      dial("its height", [low, high, 10 ** -digits], (state) => chosen(state)[1], (state, y) => {
        chosen(state)[1] = y;
      }, said),
    ],
    buttons: {
      "Heights of the target"(state) {
        state.list = state.list.map(([x]) => [x, target(x)]);
      },
    },
    shapes: [gap, axes, aim, own, out],
  });
}
