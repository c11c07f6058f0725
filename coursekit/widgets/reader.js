// A recurrent network that reads letter by letter: its state, its answer, and what the answer needs.

import { between, dial, drawn, menu, plane, put, svg } from "./shared/drawn.js";

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

// The closed form that this widget computes: what an RNN (1 gate) or an LSTM (4) holds after every
// letter, and the probabilities of its answers. `w` are its weights, one row after the other.
export function recited({ gates, hidden: n, w }, text) {
  const wide = gates * n, at = (part, i, j, columns) => w[part][i * columns + j];
  let h = Array(n).fill(0), c = h;
  return text.map((letter) => {
    const z = Array.from(
      { length: wide },
      (_, j) =>
        h.reduce((sum, v, i) => sum + v * at(1, i, j, wide), at(0, letter, j, wide) + w[2][j]),
    );
    if (gates === 1) h = c = z.map(Math.tanh);
    else {
      c = c.map((v, i) => sigmoid(z[n + i]) * v + sigmoid(z[i]) * Math.tanh(z[2 * n + i]));
      h = c.map((v, i) => sigmoid(z[3 * n + i]) * Math.tanh(v));
    }
    const k = w[4].length;
    const score = [...w[4]].map((b, j) => h.reduce((sum, v, i) => sum + v * at(3, i, j, k), b));
    const e = score.map((s) => Math.exp(s - Math.max(...score)));
    return { h, c, p: e.map((v) => v / e.reduce((a, b) => a + b)) };
  });
}

// How far the last answer moves at most when one letter is swapped for another of its kind.
export function influences(model, text, kinds) {
  const last = (letters) => recited(model, letters).at(-1).p, p = last(text);
  return text.map((own, j) =>
    Math.max(
      0,
      ...kinds.find((kind) => kind.includes(own)).filter((other) => other !== own).map((other) => {
        const q = last(text.map((letter, i) => (i === j ? other : letter)));
        return p.reduce((sum, v, k) => sum + Math.abs(v - q[k]) / 2, 0);
      }),
    )
  );
}

export function reader(place) {
  const data = place.model.get("data");
  const { networks, letters, answers, lines, read: first } = data, length = lines[0].length;
  const models = unpack(place.model.get("frames"), data);
  const kinds = data.kinds.map((kind) => [...kind].map((letter) => letters.indexOf(letter)));
  const rows = Math.max(...networks.map(({ hidden }) => hidden));
  // Across: one letter a unit. Up: the answer, the state, the letters, their influence.
  const view = plane([-2.2, length + 0.3], [-6, 298], 400, 304), { px, py } = view;
  const unit = px(1) - px(0), STATE = [102, 200], FOOT = 20, HIGH = 46, TOP = 224;
  const tall = (STATE[1] - STATE[0]) / rows;
  const box = (x, y, width, height, kind) => svg("rect", { class: kind, x, y, width, height });
  const cells = Array.from(
    { length },
    (_, t) =>
      Array.from(
        { length: rows },
        (_, i) => box(px(t) + 1, py(STATE[1] - i * tall), unit - 2, tall - 0.6, "nn-one"),
      ),
  );
  const head = svg("rect", {
    class: "nn-read-head",
    y: py(STATE[1] + 4),
    width: unit,
    height: STATE[1] - 72,
  });
  const chosen = svg("rect", {
    class: "nn-read-chosen",
    y: py(97),
    width: unit - 2,
    height: 20,
    rx: 4,
  });
  const word = Array.from({ length }, (_, t) => text("nn-value", px(t + 0.5), py(81)));
  const bars = Array.from({ length }, (_, t) => box(px(t) + 3, py(FOOT), unit - 6, 0, "nn-one"));
  const step = (px(length) - px(0)) / answers.length, wide = Math.min(step - 6, 30);
  const said = answers.map((_, k) => px(0) + (k + 0.5) * step);
  const shares = said.map((x) => box(x - wide / 2, py(TOP), wide, 0, "nn-bar"));
  const names = answers.map((answer, k) => text("nn-foot", said[k], py(TOP) + 14, answer));
  const tops = said.map((x) => text("nn-foot", x, 0));
  const labels = [["answer", TOP + 8], ["state", 149], ["letters", 81], ["needed", 40]]
    .map(([name, y]) => svg("text", { x: 2, y: py(y) }, name));
  const axes = svg(
    "g",
    { class: "nn-axes" },
    svg("line", { x1: px(0), x2: px(length), y1: py(TOP), y2: py(TOP) }),
    svg("line", { x1: px(0), x2: px(length), y1: py(FOOT), y2: py(FOOT) }),
    ...labels,
  );

  function text(kind, x, y, content = "") {
    return svg("text", { class: kind, x, y }, content);
  }
  const percent = (share) => `${(100 * share).toFixed(0)}%`;
  const nameOf = (state, t) => `letter ${t + 1}, “${state.text[t]}”`;

  function draw(state) {
    const line = [...state.text].map((letter) => letters.indexOf(letter));
    if (line.length !== length || line.includes(-1)) throw new Error("not a line of this widget");
    const model = models[state.network], read = line.slice(0, state.read);
    const all = recited(model, read), { p } = all.at(-1), needed = influences(model, read, kinds);
    cells.forEach((column, t) =>
      column.forEach((node, i) => {
        const value = all[t] && i < model.hidden ? Math.tanh(all[t].c[i]) : 0;
        const shown = model.gates === 1 && all[t] ? all[t].h[i] ?? 0 : value;
        put(node, { class: shown < 0 ? "nn-zero" : "nn-one", opacity: Math.abs(shown).toFixed(3) });
      })
    );
    word.forEach((node, t) => {
      node.textContent = state.text[t];
      put(node, { opacity: t < state.read ? 1 : 0.35 });
      const height = HIGH * (needed[t] ?? 0);
      put(bars[t], { y: py(FOOT) - height, height });
    });
    put(head, { x: px(state.read - 1) });
    put(chosen, { x: px(state.place - 1) + 1 });
    p.forEach((share, k) => {
      const height = share * (py(TOP) - 30);
      put(shares[k], { y: py(TOP) - height, height });
      put(tops[k], { y: py(TOP) - height - 4 });
      tops[k].textContent = share >= 0.005 ? percent(share) : "";
    });
    const order = [...p.keys()].sort((a, b) => p[b] - p[a]).filter((k) => p[k] >= 0.1);
    const most = needed.indexOf(Math.max(...needed));
    return {
      said: `${networks[state.network].name}, after “${state.text.slice(0, state.read)}”: ${
        order.map((k) => `${answers[k]} ${percent(p[k])}`).join(", ")
      }. It needs ${nameOf(state, most)}, most: swapped, the answer moves by ${
        percent(needed[most])
      }. Chosen: ${nameOf(state, state.place - 1)}, ${
        state.place > state.read ? "not read yet" : percent(needed[state.place - 1])
      }.`,
      at: [[state.read - 0.5, 6]],
      now: { ...state, p, needed },
    };
  }

  const choose = {
    ...menu("line", lines, "line"),
    set(state, k) {
      state.line = k;
      state.text = lines[k];
    },
  };
  const count = (label, key) =>
    dial(label, [1, length, 1], (state) => state[key], (state, value) => {
      state[key] = value;
    }, (value) => `${value}`);
  drawn(place, {
    name: "A network reads along",
    view,
    draw,
    drag(state, _, [x], from) {
      const by = x - (from.read - 0.5), steps = Math.max(0, Math.ceil(Math.abs(by) - 0.2));
      state.read = between(from.read + Math.sign(by) * steps, 1, length);
    },
    start: () => ({ network: 0, line: 0, text: lines[0], read: first, place: 1 }),
    played: [networks, lines].filter((given) => given.length > 1).length,
    longest: `${networks.map(({ name }) => name).sort((a, b) => b.length - a.length)[0]}, after “${
      lines[0]
    }”: ${
      answers.slice(0, 5).map((answer) => `${answer} 20%`).join(", ")
    }. It needs letter 18, “m”, most: swapped, the answer moves by 100%. Chosen: letter 18, “m”, not read yet.`,
    controls: [
      ...(networks.length > 1
        ? [menu("network", networks.map(({ name }) => name), "network")]
        : []),
      ...(lines.length > 1 ? [choose] : []),
      count("letters read", "read"),
      count("chosen letter", "place"),
    ],
    buttons: {
      "Swap the chosen letter"(state) {
        const own = state.text[state.place - 1];
        const kind = data.kinds.find((kind) => kind.includes(own));
        const next = kind[(kind.indexOf(own) + 1) % kind.length];
        state.text = state.text.slice(0, state.place - 1) + next + state.text.slice(state.place);
      },
    },
    shapes: [
      axes,
      head,
      chosen,
      ...cells.flat(),
      ...word,
      ...bars,
      ...shares,
      ...names,
      ...tops,
    ],
  });
}

// Of every network the weights of the letters, of the state, the biases, then those of the answers.
function unpack(view, { networks, letters, answers }) {
  const copy = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  const numbers = new Float64Array(copy);
  let from = 0;
  const next = (count) => numbers.subarray(from, from += count);
  return networks.map(({ gates, hidden }) => {
    const wide = gates * hidden;
    const sizes = [
      letters.length * wide,
      hidden * wide,
      wide,
      hidden * answers.length,
      answers.length,
    ];
    return { gates, hidden, w: sizes.map(next) };
  });
}
