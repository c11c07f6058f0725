// What `check` said about a learner's function, with the ladder of hints.

import { h, ladder, rich } from "./shared/dom.js";
import { record } from "./shared/store.js";

export function check({ model, el }) {
  const { name, passed, own, message, hints } = model.get("data");
  // What is stored in the page is no answer of the reader, nor is our solution; and an answer that
  // is shown again is not another try.
  if (own && !model.get("published") && !model.get("state")?.recorded) {
    record.add(name, passed);
    model.set("state", { recorded: true });
    model.save_changes();
  }
  // A page that has just been opened calls nobody's work unfinished.
  const untried = model.get("published") && !passed;
  el.append(
    h(
      "div",
      { class: "nn-kit nn-code" },
      h(
        "div",
        { class: `nn-feedback ${passed ? "nn-right" : "nn-wrong"}`, role: "status" },
        untried ? [] : [h("strong", {}, passed ? "✓ Right. " : "→ Not yet. "), ...rich(message)],
      ),
      ladder(hints, ""),
    ),
  );
}
