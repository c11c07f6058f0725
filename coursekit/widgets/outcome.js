// A guess comes back: what the reader chose and why, what came out, and what was tempting.

import { h, rich } from "./shared/dom.js";
import { heard, record } from "./shared/store.js";

export function outcome({ model, el }) {
  const { name, prompt, options } = model.get("data");
  const box = h("div", { class: "nn-kit nn-outcome" });

  function line(words, mark, [text, said], between = null) {
    return [
      h(
        "p",
        {},
        h("strong", {}, words),
        ...rich(text),
        mark ? h("span", { class: mark[0] }, mark[1]) : null,
      ),
      between,
      h("p", { class: "nn-tempting" }, ...rich(said)),
    ];
  }

  function show() {
    const { guess, reason } = record.all()[name] ?? {};
    const right = options.find(([, , right]) => right),
      chosen = options.find(([text]) => text === guess);
    box.classList.toggle("nn-guessed", Boolean(chosen));
    box.replaceChildren(
      h("p", { class: "nn-kind" }, chosen ? "Your guess comes back" : "What came out"),
      h("p", { class: "nn-asked" }, ...rich(prompt)),
      ...(chosen
        ? [
          ...line(
            "You guessed: ",
            chosen[2] ? ["nn-hit", " ✓"] : ["nn-miss", " ✗"],
            chosen,
            reason ? h("p", { class: "nn-reason" }, "Your reason: ", h("q", {}, reason)) : null,
          ),
          ...(chosen[2] ? [] : line("It came out: ", null, right)),
        ]
        : [
          h(
            "details",
            {},
            h("summary", {}, "Show it, though you have not guessed"),
            h(
              "ul",
              {},
              options.map(([text, said, right]) =>
                h(
                  "li",
                  {},
                  h(right ? "strong" : "span", {}, ...rich(text), right ? " ✓" : ""),
                  h("p", { class: "nn-tempting" }, ...rich(said)),
                )
              ),
            ),
          ),
        ]).filter(Boolean),
    );
  }
  show();
  el.append(box);
  return heard(show);
}
