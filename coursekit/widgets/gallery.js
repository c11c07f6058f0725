// Runs to be diagnosed: the pictures of `explore`, and below each its question of `ask`.

import { ask } from "./ask.js";
import { explore } from "./explore.js";
import { h } from "./shared/dom.js";

export function gallery({ model, el }) {
  const questions = model.get("data").questions.map((data) => {
    const box = h("div");
    ask({
      el: box,
      model: { get: (key) => (key === "data" ? data : undefined), set() {}, save_changes() {} },
    });
    return box;
  });
  const pictures = h("div"), question = h("div", { class: "nn-question" });
  el.append(h("div", { class: "nn-gallery" }, pictures, question));
  return explore({
    el: pictures,
    model: {
      get: (key) => model.get(key),
      set(key, state) {
        model.set(key, state);
        question.replaceChildren(questions[state.run - 1]);
      },
      save_changes: () => model.save_changes(),
    },
  });
}
