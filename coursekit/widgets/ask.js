// A question, answered by a choice or by a number.

import { h, ladder, rich, uid } from "./shared/dom.js";
import { record } from "./shared/store.js";

// "1,882", "0,5", "3/4", "75 %", "−2" and "0.3 nA" are numbers too; NaN is what is none.
export function number(text) {
  const bare = text.replace(/\s/g, "").replace(/−/g, "-");
  const plain = /^[-+]?[1-9]\d{0,2}(,\d{3})+(?!\d)/.test(bare)
    ? bare.replaceAll(",", "")
    : bare.replace(",", ".");
  const [, top, bottom = 1, percent] =
    plain.match(/^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(?:\/(\d+(?:\.\d+)?))?(%?)[a-zµ]*$/i) ??
      [];
  const value = Number(top) / Number(bottom) / (percent ? 100 : 1);
  return Number.isFinite(value) ? value : NaN;
}

// A slip is recognized to three digits or so, but never by a zero.
function isSlip(given, value) {
  return Math.abs(given - value) <= 0.002 * Math.abs(value);
}

export function judgeNumber(data, text) {
  const given = number(text);
  if (Number.isNaN(given)) return [null, "Type a number, such as 12, 0.5 or 3/4."];
  if (Math.abs(given - data.answer) <= data.tolerance + 1e-9 * Math.abs(data.answer)) {
    return [true, data.right];
  }
  const slip = data.slips.find(([value]) => isSlip(given, value));
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
