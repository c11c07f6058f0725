// What the reader has solved, lesson by lesson, with a way to take it along.

import { h, rich } from "./shared/dom.js";
import { heard, record } from "./shared/store.js";

export function progress({ model, el }) {
  const { lessons } = model.get("data"),
    list = h("div"),
    said = h("p", { class: "nn-said", role: "status" });
  const tries = (n) => (n === 1 ? "at the first try" : `at try ${n}`);

  function row([name, title, kind], all) {
    const entry = all[name], guessed = entry?.guess !== undefined;
    const state = !entry
      ? "open"
      : guessed
      ? `you guessed “${entry.guess}”: ${entry.right ? "✓ right" : "✗ it came out otherwise"}`
      : entry.right
      ? `✓ solved ${tries(entry.tries)}`
      : `→ not yet, after ${entry.tries} ${entry.tries === 1 ? "try" : "tries"}`;
    const what = { guess: "Guess", question: "Question", code: "Code", arrange: "Order" }[kind];
    return h(
      "li",
      {},
      h(
        "div",
        {},
        h("span", {}, h("span", { class: "nn-what" }, `${what} `), ...rich(title)),
        h("span", { class: "nn-state" }, state),
      ),
    );
  }

  function lesson({ page, title, exercises }, all) {
    const guesses = exercises.filter(([, , kind]) => kind === "guess"),
      rest = exercises.filter(([, , kind]) => kind !== "guess");
    const right = (some) => some.filter(([name]) => all[name]?.right).length,
      made = guesses.filter(([name]) => all[name]);
    const counts = `${right(rest)} of ${rest.length} solved` +
      (made.length
        ? `; ${right(guesses)} of ${made.length} ${made.length === 1 ? "guess" : "guesses"} right`
        : "");
    return h(
      "details",
      { open: lessons.length === 1 || exercises.some(([name]) => all[name]) },
      h("summary", {}, h("strong", {}, title), ` ${counts}`),
      h("progress", { max: rest.length, value: right(rest), "aria-label": `${title}: ${counts}` }),
      model.get("published")
        ? h("p", {}, h("a", { href: `../lessons/${page}.html` }, `Go to the lesson`))
        : null,
      h("ol", {}, exercises.map((exercise) => row(exercise, all))),
    );
  }
  const show = () => list.replaceChildren(...lessons.map((one) => lesson(one, record.all())));

  const button = (text, onclick, kind = "nn-button") =>
    h("button", { type: "button", class: kind, onclick }, text);
  const file = h("input", {
    type: "file",
    accept: ".json,application/json",
    hidden: true,
    async onchange() {
      const [chosen] = file.files;
      if (!chosen) return;
      const good = record.merge(await chosen.text());
      file.value = "";
      said.textContent = good
        ? `Imported ${chosen.name}.`
        : `${chosen.name} is not a record that this page has exported, so nothing was changed.`;
      show();
    },
  });
  function save() {
    const url = URL.createObjectURL(new Blob([record.written()], { type: "application/json" }));
    h("a", { href: url, download: "how-neural-networks-learn.json" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    said.textContent = "Exported as how-neural-networks-learn.json.";
  }
  const eraser = button("Erase", () => {
    sure.hidden = false;
    sure.querySelector("button").focus();
  }, "nn-erase");
  const close = (text) => {
    sure.hidden = true;
    said.textContent = text;
    eraser.focus();
  };
  const sure = h(
    "p",
    { class: "nn-sure", hidden: true },
    "Erase the whole record? There is no way back. ",
    button("Keep it", () => close("Nothing was erased."), "nn-keep"),
    " ",
    button("Erase it", () => {
      record.erase();
      show();
      close("The record is empty now.");
    }, "nn-erase-it"),
  );

  el.append(
    h(
      "div",
      { class: "nn-kit nn-progress" },
      list,
      h(
        "div",
        { class: "nn-buttons" },
        button("Export", save, "nn-export"),
        button("Import", () => file.click(), "nn-import"),
        eraser,
      ),
      file,
      sure,
      said,
    ),
  );
  show();
  if (!record.works()) {
    said.textContent = "This browser keeps nothing for this page, so there is no record.";
  }
  return heard(show);
}
