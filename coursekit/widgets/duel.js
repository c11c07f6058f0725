// The Dirac GAN: a generator θ and a discriminator ψ, one number each, chase each other in a plane.

import { between, dial, drawn, menu, minus, plane, svg } from "./shared/drawn.js";

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

// The closed form that this widget computes: the changes of θ and ψ by one step of both players.
function step(at, { g, d, penalty, inTurn, minimax }) {
  const [theta, psi] = at;
  const change = -d * (sigmoid(psi * theta) * theta + penalty * psi);
  const seen = inTurn ? psi + change : psi;
  return [g * sigmoid((minimax ? 1 : -1) * seen * theta) * seen, change];
}
export function played(start, rules, steps) {
  const path = [[...start]];
  for (let t = 0; t < steps; t++) {
    const change = step(path[t], rules);
    path.push(path[t].map((value, i) => value + change[i]));
  }
  return path;
}

// By how much a step near the balance multiplies the distance: the largest |eigenvalue| there.
export function factor({ g, d, penalty, inTurn }) {
  const keep = 1 - d * penalty, turn = (g * d) / 4;
  const trace = 1 + keep - (inTurn ? turn : 0), det = keep + (inTurn ? 0 : turn);
  const inner = trace * trace - 4 * det;
  return inner < 0 ? Math.sqrt(det) : (Math.abs(trace) + Math.sqrt(inner)) / 2;
}

export function duel(place) {
  const data = place.model.get("data");
  const view = plane([-2.9, 2.9], [-1.74, 1.74], 400, 240), { px, py } = view;
  const field = svg("path", { class: "nn-level" }), way = svg("path", { class: "nn-way" });
  const now = svg("circle", { class: "nn-one", r: 6 }), dots = svg("g");
  const axes = svg(
    "g",
    { class: "nn-axes" },
    svg("line", { x1: 0, x2: view.width, y1: py(0), y2: py(0) }),
    svg("line", { x1: px(0), x2: px(0), y1: 0, y2: view.height }),
    svg("text", { x: view.width - 84, y: py(0) - 6 }, "generator θ"),
    svg("text", { x: px(0) + 6, y: 14 }, "discriminator ψ"),
  );
  const grid = [-2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5].flatMap((x) =>
    [-1.5, -1, -0.5, 0, 0.5, 1, 1.5].map((y) => [x, y])
  );

  function arrow(at, rules) {
    const [x, y] = at, [a, b] = step(at, { ...rules, inTurn: false }), long = Math.hypot(a, b);
    if (!long) return "";
    const [u, v] = [(13 * a) / long, (-13 * b) / long],
      [left, top] = [px(x) - u / 2, py(y) - v / 2];
    const head = [[-0.35, 0.22], [-0.35, -0.22]].map(([back, side]) =>
      `l${back * u - side * v} ${back * v + side * u}`
    );
    return `M${left} ${top}l${u} ${v}${head[0]}M${left + u} ${top + v}${head[1]}`;
  }

  function draw({ at, t, order, loss, g, d, penalty }) {
    const rules = { g, d, penalty, inTurn: order === 1, minimax: loss === 0 };
    const path = played(at, rules, t), end = path[t], times = factor(rules);
    const seen = path.map(([x, y]) =>
      [px(between(x, -9, 9)), py(between(y, -9, 9))].map((value) => value.toFixed(1))
    );
    field.setAttribute("d", grid.map((point) => arrow(point, rules)).join(""));
    way.setAttribute("d", `M${seen.map((point) => point.join(" ")).join("L")}`);
    dots.replaceChildren(
      ...seen.slice(1).map(([cx, cy]) => svg("circle", { class: "nn-one", cx, cy, r: 2 })),
    );
    ["cx", "cy"].forEach((key, i) => now.setAttribute(key, seen[t][i]));
    const far = Math.hypot(...end), first = Math.hypot(...at).toFixed(2);
    const turns = Math.abs(times - 1) < 5e-6 ? "1" : times.toFixed(times > 0.99 ? 4 : 2);
    const where = far < 100
      ? `θ = ${minus(end[0])}, ψ = ${minus(end[1])}, D(θ) = ${
        sigmoid(end[0] * end[1]).toFixed(2)
      }, a distance of ${far.toFixed(2)} from the balance`
      : "more than 100 from the balance";
    return {
      said: `After ${t} steps: ${where}; at the start it was ${first}. ` +
        `Near the balance each step multiplies it by ${turns}, on average.`,
      at: [at],
      now: { start: at, steps: t, ...rules, end, factor: times },
    };
  }

  const rate = (label, range, key) =>
    dial(label, range, (state) => state[key], (state, value) => {
      state[key] = value;
    });
  const begin = (label, i, most) =>
    dial(label, [-most, most, 0.05], ({ at }) => at[i], ({ at }, value) => {
      at[i] = value;
    });
  drawn(place, {
    name: "A game of two numbers",
    view,
    draw,
    drag(state, _, [x, y]) {
      state.at = [between(x, -2, 2), between(y, -1.2, 1.2)];
    },
    start: () => ({
      at: [...data.start],
      t: data.steps,
      order: data.order,
      loss: data.loss,
      g: data.rates[0],
      d: data.rates[1],
      penalty: data.penalty,
    }),
    controls: [
      {
        label: "steps",
        slider: true,
        values: Array.from({ length: data.most + 1 }, (_, k) => String(k)),
        index: ({ t }) => t,
        set(state, k) {
          state.t = k;
        },
      },
      menu("they move", data.orders, "order"),
      menu("generator's loss", data.losses, "loss"),
      rate("rate of θ", [0.05, 1, 0.05], "g"),
      rate("rate of ψ", [0.05, 1, 0.05], "d"),
      rate("penalty γ", [0, 2, 0.05], "penalty"),
      begin("start θ", 0, 2),
      begin("start ψ", 1, 1.2),
    ],
    played: 0,
    shapes: [axes, field, way, dots, now],
  });
}
