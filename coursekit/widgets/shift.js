// A world in which one drags P(x), P(y | x) and P(y), and the model that was trained before.

import { between, dial, drawn, minus, plane, put, svg } from "./shared/drawn.js";

// The closed form that this widget computes: how probable an empty and a full day are at each
// temperature, how often the model "full above the border" is right, and P(x ≤ each temperature).
export function days({ mean, rise, odds }, border, { low, high, spread, fall }) {
  const logistic = (z) => 1 / (1 + Math.exp(-z)), n = Math.round((high - low) * 10);
  const x = Array.from({ length: n + 1 }, (_, i) => low + ((high - low) * i) / n);
  const bell = x.map((at) => Math.exp(-(((at - mean) / spread) ** 2) / 2));
  const rule = x.map((at) => logistic((at - rise) / 2) - logistic((at - fall) / 2));
  const total = bell.reduce((sum, d, i) => sum + d * (1 - rule[i] + odds * rule[i]), 0);
  const full = bell.map((d, i) => (d * odds * rule[i]) / total);
  const empty = bell.map((d, i) => (d * (1 - rule[i])) / total);
  let below = 0, share = 0, right = 0;
  const cdf = x.map((at, i) => {
    share += full[i];
    right += at > border ? full[i] : empty[i];
    return below += full[i] + empty[i];
  });
  return { x, full, empty, cdf, share, right };
}

// The Kolmogorov-Smirnov distance of two such worlds.
export const distance = (a, b) => Math.max(...a.cdf.map((p, i) => Math.abs(p - b.cdf[i])));

export function shift(place) {
  const fixed = place.model.get("data"), { training, start: first, low, high } = fixed;
  const view = plane([low, high + 9], [-0.14, 1.72], 400, 300), { px, py } = view;
  // Heights: a probability of 0.1 °C is drawn 120 times as tall, the rule stands on 1.12.
  const up = 120, FOOT = 1.12, BAR = high + 4;
  const before = days(training, training.rise, fixed);
  const area = (kind, wrong) =>
    svg("path", { class: `nn-${kind} nn-shift-${wrong ? "wrong" : "right"}` });
  const areas = [[0, 0], [0, 1], [1, 0], [1, 1]].map(([full, wrong]) =>
    area(full ? "one" : "zero", wrong)
  );
  const [was, rule, wasRule] = ["nn-own", "nn-aim", "nn-own"].map((kind) =>
    svg("path", { class: kind })
  );
  const cut = svg("line", { class: "nn-cut" }),
    says = ["empty", "full"].map((text) => svg("text", { class: "nn-foot", y: 14 }, text));
  const bar = ["nn-zero", "nn-one"].map((kind) =>
    svg("rect", { class: `${kind} nn-shift-share`, x: px(BAR - 2), width: px(4) - px(0) })
  );
  const line = (y) => svg("line", { x1: 0, x2: px(high), y1: py(y), y2: py(y) });
  const axes = svg(
    "g",
    { class: "nn-axes" },
    line(0),
    line(FOOT),
    ...[0, 10, 20, 30, 40].map((t) =>
      svg("text", { x: px(t) - 8, y: view.height - 5 }, t === 40 ? "40 °C" : `${t}`)
    ),
    svg("text", { x: 4, y: py(0.72) }, "P(x)"),
    svg("text", { x: 4, y: py(FOOT + 0.36) }, "P(full | x)"),
    svg("text", { x: px(high + 9) - 48, y: py(0.94) }, "P(full)"),
  );
  const path = (node, points) =>
    node.setAttribute(
      "d",
      points.length
        ? `M${points.map(([x, y]) => `${px(x).toFixed(1)} ${py(y).toFixed(1)}`).join("L")}`
        : "",
    );
  const curve = ({ x, full, empty }) =>
    x.map((at, i) => [at, FOOT + (0.42 * full[i]) / (full[i] + empty[i])]);

  function draw({ mean, rise, odds, border }) {
    const world = days({ mean, rise, odds }, border, fixed), { x, full, empty, share } = world;
    const at = (t) => between(Math.round((t - low) * 10), 0, x.length - 1);
    areas.forEach((node, k) => {
      const some = x.map((_, i) => i).filter((i) => (x[i] > border) === (k === 1 || k === 2));
      const foot = (i) => (k > 1 ? up * empty[i] : 0);
      const top = (i) => foot(i) + up * (k > 1 ? full[i] : empty[i]);
      path(node, [
        ...some.map((i) => [x[i], top(i)]),
        ...[...some].reverse().map((i) => [x[i], foot(i)]),
      ]);
    });
    path(was, before.x.map((t, i) => [t, up * (before.full[i] + before.empty[i])]));
    path(wasRule, curve(before));
    path(rule, curve(world));
    put(cut, { x1: px(border), x2: px(border), y1: 20, y2: py(0) });
    says.forEach((node, k) => node.setAttribute("x", px(border) + (k ? 22 : -26)));
    [[0.9, 1 - share], [0.9 * share, share]].forEach(([top, part], k) => {
      put(bar[k], { y: py(top), height: py(0) - py(0.9 * part) });
    });
    const ks = distance(world, before), percent = (p) => `${(100 * p).toFixed(0)}%`;
    const said = `The model, “full” above ${minus(border, 1)} °C, is right on ${
      percent(world.right)
    } of the days (at training ${percent(before.right)}). The inputs ${
      ks < 0.005 ? "look as at training" : `have moved: KS distance ${ks.toFixed(2)}`
    }. The rule P(full | x) ${
      rise === training.rise && odds === 1 ? "is as at training" : "has changed"
    }. ${percent(share)} of the days are full (${percent(before.share)}).`;
    const curveAt = FOOT + (0.42 * full[at(rise)]) / (full[at(rise)] + empty[at(rise)]);
    return {
      said,
      at: [
        [mean, up * (full[at(mean)] + empty[at(mean)])],
        [rise, curveAt],
        [BAR, 0.9 * share],
        [border, 0],
      ],
      now: { mean, rise, odds, border, right: world.right, ks, share },
    };
  }

  function drag(state, i, [x, y]) {
    if (i === 0) state.mean = between(x, 5, 45);
    if (i === 1) state.rise = between(x, 0, 34);
    if (i === 3) state.border = between(x, low, high);
    if (i === 2) {
      const { share } = days(state, 0, fixed), p = between(y / 0.9, 0.02, 0.98);
      state.odds = between((state.odds * p * (1 - share)) / ((1 - p) * share), 0.05, 20);
    }
  }

  const number = (label, range, key) =>
    dial(label, range, (state) => state[key], (state, value) => {
      state[key] = value;
    }, (value) => `${minus(value, 1)} °C`);
  const LOG = Math.log2(20);
  drawn(place, {
    name: "Drag the inputs, the rule, the share, or the model's border",
    view,
    draw,
    drag,
    start: () => ({ mean: first[0], rise: first[1], odds: 1, border: training.rise }),
    controls: [
      number("P(x): mean", [5, 45, 0.5], "mean"),
      number("P(full | x): fills from", [0, 34, 0.5], "rise"),
      dial(
        "P(full): full days",
        [-4, 4, 0.25],
        (state) => between(Math.log2(state.odds), -LOG, LOG),
        (state, value) => {
          state.odds = 2 ** value;
        },
        (value) => `× ${(2 ** value).toPrecision(2)}`,
      ),
      number("the model's border", [low, high, 0.5], "border"),
    ],
    buttons: {
      "Best border"(state) {
        const { x, full, empty } = days(state, 0, fixed);
        let right = full.reduce((sum, p) => sum + p, 0), best = [-1, 0];
        x.forEach((at, i) => {
          right += empty[i] - full[i];
          if (right > best[0]) best = [right, at];
        });
        state.border = best[1];
      },
    },
    shapes: [axes, ...areas, ...bar, was, wasRule, rule, cut, ...says],
  });
}
