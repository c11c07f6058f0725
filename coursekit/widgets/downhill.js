// A walk downhill in a bowl: gradient descent with momentum, from a start that one drags.

import { between, dial, drawn, minus, plane, svg } from "./shared/drawn.js";

// The closed form that this widget computes: the steps of nnlib's SGD on the loss Σ λᵢ wᵢ² / 2.
export function descent(start, curvatures, rate, momentum, steps) {
  const path = [[...start]], velocity = start.map(() => 0);
  for (let t = 0; t < steps; t++) {
    const w = path[t].map((value, i) => {
      velocity[i] = momentum * velocity[i] + curvatures[i] * value;
      return value - rate * velocity[i];
    });
    path.push(w);
  }
  return path;
}

export function downhill(place) {
  const data = place.model.get("data"), { start, curvature, condition, rate, momentum } = data;
  const { curvatures: STEEP, conditions: KAPPA } = data;
  const STEPS = 200, MOST = 100, LARGEST = 2.2; // steps computed, steps drawn, the highest rate
  const view = plane([-1.25, 1.25], [-0.8, 0.8], 400, 256), { px, py } = view;
  const levels = Array.from(
    { length: 8 },
    (_, k) => [0.08 * 1.5 ** k, svg("ellipse", { class: "nn-level", cx: px(0), cy: py(0) })],
  );
  const way = svg("path", { class: "nn-way" }), dots = svg("g");
  const goal = svg("path", {
    class: "nn-level nn-goal",
    d: `M${px(0) - 6} ${py(0)}h12M${px(0)} ${py(0) - 6}v12`,
  });
  const short = (
    value,
  ) => (value < 1e-9
    ? "less than a billionth"
    : value < 0.001 || value >= 1000
    ? value.toExponential(0).replace("e+", " · 10^").replace("e-", " · 10^−")
    : value.toPrecision(2));

  function draw({ w, steep, kappa, eta, beta }) {
    const lambda = STEEP[steep], flat = lambda / KAPPA[kappa], bend = [flat, lambda];
    const path = descent(w, bend, eta, beta, STEPS),
      loss = path.map(([x, y]) => (flat * x * x + lambda * y * y) / 2);
    for (const [b, node] of levels) {
      node.setAttribute("rx", px(b * Math.sqrt(KAPPA[kappa])) - px(0));
      node.setAttribute("ry", py(0) - py(b));
    }
    const seen = path.slice(0, MOST + 1).map(([x, y]) =>
      [px(between(x, -20, 20)), py(between(y, -20, 20))].map((value) => value.toFixed(1))
    );
    way.setAttribute("d", `M${seen.map((point) => point.join(" ")).join("L")}`);
    dots.replaceChildren(
      ...seen.slice(1).map(([cx, cy]) => svg("circle", { class: "nn-one", cx, cy, r: 2.5 })),
    );
    const last = loss.findLastIndex((value) => !(value <= loss[0] / 1000)) + 1,
      limit = (2 * (1 + beta)) / lambda;
    const end = loss[0] === 0
      ? "It starts at the lowest point and stays there."
      : last <= STEPS
      ? `The loss is below a thousandth of its start after ${last} steps.`
      : `After ${STEPS} steps the loss is ${
        short(loss[STEPS] / loss[0])
      } times that of the start (${minus(w[0])}, ${minus(w[1])}).`;
    const told = `; the limit is 2${beta ? "(1 + β)" : ""}/λ = ${limit.toFixed(3)}`;
    const factors = beta
      ? ""
      : ` Each step multiplies the steep direction by ${minus(1 - eta * lambda)}, the flat one by ${
        minus(1 - eta * flat, 3)
      }.`;
    return {
      said: `Rate ${minus(eta, 3)}, momentum ${minus(beta)}${
        data.limit ? told : ""
      }. ${end}${factors}`,
      at: [w],
      now: {
        start: w,
        curvature: lambda,
        condition: KAPPA[kappa],
        rate: eta,
        momentum: beta,
        steps: last,
      },
    };
  }

  // The best rates and momentum for a bowl are known (Polyak, 1964).
  function best(state, withMomentum) {
    const root = Math.sqrt(KAPPA[state.kappa]), lambda = STEEP[state.steep];
    state.beta = withMomentum ? ((root - 1) / (root + 1)) ** 2 : 0;
    state.eta = withMomentum ? 4 / lambda / (1 + 1 / root) ** 2 : 2 / lambda / (1 + 1 / root ** 2);
  }

  const listed = (label, values, key) => ({
    label,
    slider: true,
    values: values.map(String),
    index: (state) => state[key],
    set(state, k) {
      state[key] = k;
    },
  });
  drawn(place, {
    name: "Walk downhill",
    view,
    draw,
    drag(state, _, point) {
      state.w = point;
    },
    start: () => ({
      w: [...start],
      steep: STEEP.indexOf(curvature),
      kappa: KAPPA.indexOf(condition),
      eta: rate,
      beta: momentum,
    }),
    controls: [
      dial("rate η", [0.01, LARGEST, 0.01], (state) => state.eta, (state, value) => {
        state.eta = value;
      }),
      dial("momentum β", [0, 0.98, 0.01], (state) => state.beta, (state, value) => {
        state.beta = value;
      }),
      listed("curvature λ", STEEP, "steep"),
      listed("condition κ", KAPPA, "kappa"),
      ...["start w₁", "start w₂"].map((label, i) =>
        dial(
          label,
          [[-1.2, 1.2, 0.05], [-0.75, 0.75, 0.05]][i],
          ({ w }) => w[i],
          ({ w }, value) => {
            w[i] = value;
          },
        )
      ),
    ],
    buttons: {
      "Best rate"(state) {
        best(state, false);
      },
      "Best with momentum"(state) {
        best(state, true);
      },
    },
    shapes: [...levels.map(([, node]) => node), goal, way, dots],
  });
}
