// What `check` said about a learner's function, with the ladder of hints.

function code({ model, el }) {
  const { passed, message, hints } = model.get("data");
  el.append(h("div", { class: "nn-kit nn-code" },
    h("div", { class: `nn-feedback ${passed ? "nn-right" : "nn-wrong"}`, role: "status" },
      h("strong", {}, passed ? "✓ Right. " : "→ Not yet. "), ...rich(message)),
    ladder(hints, "")));
}
