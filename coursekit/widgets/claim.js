// The card of a claim, and the table of all sentences that a lesson answers.

import { h, rich } from "./shared/dom.js";

export function claim({ model, el }) {
  const { id, badge, kind, quote, note, answer, check, condition, values, source } = model.get(
    "data",
  );
  const shown = Object.entries(values).map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join("\n");
  el.append(
    h(
      "section",
      {
        class: `nn-kit nn-claim nn-badge-${kind}`,
        "aria-label": `What the notes say, claim ${id}`,
      },
      h("p", { class: "nn-kind" }, `What the notes say · ${id}`),
      h("blockquote", {}, `“${quote}”`, h("cite", {}, ` note ${note}`)),
      h("p", { class: "nn-badge" }, badge),
      h("p", {}, ...rich(answer)),
      h("p", { class: "nn-checked" }, h("strong", {}, "✓ Checked above. "), ...rich(check)),
      h(
        "details",
        {},
        h("summary", {}, "The condition, and the source"),
        h("pre", { tabindex: 0 }, h("code", {}, `${condition}\n\n${shown}`)),
        h("p", {}, source),
      ),
    ),
  );
}

export function notes({ model, el }) {
  const { rows } = model.get("data");
  const head = ["Note", "Sentence", "Verdict", "Answered in"];
  el.append(
    h(
      "div",
      {
        class: "nn-kit nn-notes",
        role: "region",
        tabindex: 0,
        "aria-label": "Sentences of the notes",
      },
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))),
        h(
          "tbody",
          {},
          rows.map((row) => h("tr", {}, row.map((cell) => h("td", {}, cell)))),
        ),
      ),
    ),
  );
}
