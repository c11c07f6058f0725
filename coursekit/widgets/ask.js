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
  const name = uid("ask"),
    feedback = h("div", { class: "nn-feedback", role: "status", tabindex: -1 });
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
  // Nobody has to give a reason. Seen again beside what came out, it is what one learns from.
  const reason = data.predict
    ? h("input", { type: "text", maxlength: 200, autocomplete: "off", placeholder: "Optional" })
    : null;
  const before = h("p", { class: "nn-before" });
  const submit = h("button", { class: "nn-submit" }, data.predict ? "That is my guess" : "Check");

  const options = () => [...body.querySelectorAll("input")];
  const chosen = () => data.options[options().findIndex((option) => option.checked)];

  function show(right, strong, said) {
    feedback.className = `nn-feedback ${right ? "nn-right" : "nn-wrong"}`;
    feedback.replaceChildren(...(strong ? [h("strong", {}, strong)] : []), ...rich(said));
  }
  const judged = (right, said) =>
    show(right, right ? "✓ Right. " : right === null ? "" : "→ Not yet. ", said);

  function judge() {
    if (!choice) return judgeNumber(data, input.value);
    const [, said, right] = chosen() ?? [null, "Choose one of the answers first.", null];
    return [right, said];
  }

  // A guess is kept as it was made. Whoever wants to make it again erases the record.
  function keptGuess() {
    const kept = record.all()[data.name];
    if (kept?.guess === undefined) return false;
    options().forEach((option, i) => {
      option.checked = data.options[i][0] === kept.guess;
      option.disabled = true;
    });
    before.replaceChildren(...(chosen() ? [] : ["Your guess: ", ...rich(kept.guess)]));
    reason.value = kept.reason ?? "";
    reason.readOnly = true;
    reason.parentElement.hidden = !reason.value;
    submit.hidden = true;
    show(true, "", "Kept. You will see.");
    return true;
  }

  // A solved question shows its answer and the explanation; it can be tried again all the same.
  function keptAnswer() {
    const { right, answer } = record.all()[data.name] ?? {};
    if (!right) return;
    const option = choice && options().find((_, i) => data.options[i][0] === answer);
    if (option) option.checked = true;
    if (!choice) input.value = answer ?? "";
    const [solved, said] = judge();
    if (solved) return judged(solved, said);
    if (!choice) input.value = ""; // the question has changed since
    before.textContent = "✓ You have solved this.";
  }

  const form = h(
    "form",
    {
      class: `nn-kit nn-ask${data.predict ? " nn-predict" : ""}`,
      novalidate: true,
      onsubmit(event) {
        event.preventDefault();
        const [right, said] = judge();
        model.set("state", { right: Boolean(right) });
        model.save_changes();
        if (right === null) return judged(right, said);
        if (!data.predict) {
          judged(right, said);
          before.replaceChildren();
          record.add(data.name, right, {
            answer: right ? choice ? chosen()[0] : input.value : undefined,
          });
          return;
        }
        record.add(data.name, right, {
          guess: chosen()[0],
          reason: reason.value.trim() || undefined,
        });
        if (!keptGuess()) show(true, "", "You will see."); // a browser that keeps nothing
        feedback.focus();
      },
    },
    h("p", { class: "nn-kind" }, data.predict ? "Guess first" : "Your turn"),
    before,
    body,
    reason ? h("label", { class: "nn-why" }, "Why do you think so?", reason) : null,
    h("div", { class: "nn-buttons" }, submit),
    feedback,
    data.predict ? null : ladder(data.hints, data.solution),
  );
  data.predict ? keptGuess() : keptAnswer();
  el.append(form);
}
