// A question, answered by a choice or by a number.

import { h, ladder, rich, uid } from "./shared/dom.js";
import { record } from "./shared/store.js";

const NUMBER = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(?:\/(\d+(?:\.\d+)?))?(%?)([a-zµΩ]*)$/i;

// "0,5", "3/4", "75 %", "–2" and "0.3 nA" are numbers too. A comma may part thousands or be the
// decimal sign: "7,389" is read both ways. Returns all that the text can mean, and its unit.
export function readings(text) {
  const bare = text.replace(/\s/g, "").replace(/[\u2010-\u2015\u2212]/g, "-")
    .replaceAll("μ", "µ").replaceAll("\u2126", "Ω");
  const ways = [bare];
  if (/^[-+]?[1-9]\d{0,2}(,\d{3})+(?![\d,])/.test(bare)) ways.push(bare.replaceAll(",", ""));
  if (/^[-+]?[1-9]\d{0,2}(\.\d{3})+,\d/.test(bare)) ways.push(bare.replaceAll(".", ""));
  const values = [];
  let unit = "";
  for (const way of ways) {
    const found = way.replace(",", ".").match(NUMBER);
    if (!found) continue;
    const [, top, bottom = 1, percent, rest] = found;
    const value = Number(top) / Number(bottom) / (percent ? 100 : 1);
    if (Number.isFinite(value)) values.push(value);
    unit = rest;
  }
  return { values, unit };
}

const PREFIXES = { pico: "p", nano: "n", micro: "µ", milli: "m", kilo: "k", mega: "M", giga: "G" };
const UNITS = { ampere: "A", amp: "A", volt: "V", ohm: "Ω", second: "s", meter: "m", hertz: "Hz" };

// "nanoamperes" and "nA" are one unit, and so are "epoch" and "epochs".
function symbol(unit) {
  const one = unit.replace(/(?<=..)s$/, "");
  const [, prefix, word] = one.toLowerCase()
    .match(`^(${Object.keys(PREFIXES).join("|")})?(${Object.keys(UNITS).join("|")})$`) ?? [];
  return word ? (PREFIXES[prefix] ?? "") + UNITS[word] : one.replace(/^u(?=[A-ZΩ])/, "µ");
}

// A slip is recognized to three digits or so, but never by a zero.
function isSlip(given, value) {
  return Math.abs(given - value) <= 0.002 * Math.abs(value);
}

export function judgeNumber(data, text) {
  const { values, unit } = readings(text);
  if (!values.length) return [null, "Type a number, such as 12, 0.5 or 3/4."];
  if (data.unit && unit && symbol(unit) !== symbol(data.unit)) {
    return [null, `The answer is asked for in ${data.unit}. Convert it, or leave the unit out.`];
  }
  const near = data.tolerance + 1e-9 * Math.abs(data.answer);
  if (values.some((value) => Math.abs(value - data.answer) <= near)) return [true, data.right];
  const slip = data.slips.find(([wrong]) => values.some((value) => isSlip(value, wrong)));
  return [false, slip ? slip[1] : "That is not it. Take a hint, if you like."];
}

export function ask({ model, el }) {
  const data = model.get("data"), choice = Boolean(data.options);
  const name = uid("ask"), feedback = h("div", { class: "nn-feedback", role: "status" });
  const input = choice
    ? null
    : h("input", { id: name, type: "text", inputmode: "text", autocomplete: "off", size: 10 });
  const body = choice
    ? h(
      "fieldset",
      {},
      h("legend", {}, ...rich(data.prompt)),
      data.options.map(([text], i) =>
        h(
          "label",
          { class: "nn-option" },
          h("input", { type: "radio", name, value: i }),
          h("span", {}, ...rich(text)),
        )
      ),
    )
    : h(
      "div",
      { class: "nn-number" },
      h("label", { for: name }, ...rich(data.prompt)),
      h("span", {}, input, data.unit ? ` ${data.unit}` : ""),
    );

  // What the record knows: solved, or the first guess.
  const before = h("p", { class: "nn-before" });
  function recall() {
    const { right, guess } = record.all()[data.name] ?? {};
    before.replaceChildren(
      ...(data.predict && guess !== undefined
        ? ["Your guess: ", ...rich(guess)]
        : right
        ? ["✓ You have solved this."]
        : []),
    );
  }

  function judge() {
    if (!choice) return judgeNumber(data, input.value);
    const chosen = body.querySelector("input:checked");
    if (!chosen) return [null, "Choose one of the answers first."];
    const [, said, right] = data.options[chosen.value];
    return [right, said];
  }
  const form = h(
    "form",
    {
      class: `nn-kit nn-ask${data.predict ? " nn-predict" : ""}`,
      novalidate: true,
      onsubmit(event) {
        event.preventDefault();
        const [right, said] = judge();
        feedback.className = `nn-feedback ${right ? "nn-right" : "nn-wrong"}`;
        feedback.replaceChildren(
          h(
            "strong",
            {},
            right ? "✓ Right. " : right === null || data.predict ? "" : "→ Not yet. ",
          ),
          ...rich(said),
        );
        model.set("state", { right: Boolean(right) });
        model.save_changes();
        if (right === null) return;
        record.add(
          data.name,
          right,
          data.predict ? data.options[body.querySelector("input:checked").value][0] : undefined,
        );
        recall();
      },
    },
    h("p", { class: "nn-kind" }, data.predict ? "Guess first" : "Your turn"),
    before,
    body,
    h(
      "div",
      { class: "nn-buttons" },
      h("button", { class: "nn-submit" }, data.predict ? "That is my guess" : "Check"),
    ),
    feedback,
    data.predict ? null : ladder(data.hints, data.solution),
  );
  recall();
  el.append(form);
}
