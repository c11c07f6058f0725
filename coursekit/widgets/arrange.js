// Lines to be put in order, by dragging, by buttons or by keys; some of them are decoys.

import { h, ladder, rich, uid } from "./shared/dom.js";
import { record } from "./shared/store.js";

// `rows` are [text, its place in the definition or -1, what is said of a decoy]; `placed` are the
// rows that the reader chose, from the first line to the last; `before` are pairs of places.
export function judgeArrange({ rows, before, mistakes, right }, placed) {
  if (!placed.length) return [null, "Put the first line into its place."];
  const places = placed.map((row) => rows[row][1]), at = (place) => places.indexOf(place);
  const decoy = placed.find((row) => rows[row][1] < 0);
  if (decoy !== undefined) return [false, rows[decoy][2]];
  const swapped = ([line, than]) => at(line) >= 0 && at(than) >= 0 && at(line) < at(than);
  const mistake = mistakes.find(swapped);
  if (mistake) return [false, mistake[2]];
  if (before.some(([first, then]) => swapped([then, first]))) {
    return [false, "These lines are needed, but not in this order. Which needs what another does?"];
  }
  const missing = rows.filter(([, place]) => place >= 0).length - placed.length;
  if (missing) return [false, `So far nothing is wrong, but ${missing} of the lines are missing.`];
  return [true, right];
}

export function arrange({ model, el }) {
  const data = model.get("data"), name = uid("arrange");
  const feedback = h("div", { class: "nn-feedback", role: "status" });
  const moved = h("p", { class: "nn-unseen", role: "status" });
  const list = (kind, label) =>
    h("ol", { class: `nn-lines ${kind}`, "aria-labelledby": `${name}-${label}` });
  const built = list("nn-built", "built"), pool = list("nn-pool", "pool");
  const items = data.rows.map(([text], i) => item(text, i));
  const placed = () => [...built.children].map((node) => items.indexOf(node));

  function item(text, i) {
    const bare = text.trimStart(), indent = text.length - bare.length;
    const button = (sign, what, act) =>
      h("button", {
        type: "button",
        class: `nn-${act}`,
        "aria-label": `${what}: ${bare}`,
        title: what,
        onclick: () => go(i, act),
      }, sign);
    return h(
      "li",
      {
        class: "nn-line",
        onpointerdown: (event) => hold(event, items[i]),
      },
      h("span", { class: "nn-grab", "aria-hidden": "true" }, "⠿"),
      h("span", { class: "nn-words", style: `--indent: ${indent}ch` }, ...words(bare)),
      h(
        "span",
        { class: "nn-moves" },
        button("▲", "Move up", "up"),
        button("▼", "Move down", "down"),
        button("✕", "Take out", "out"),
        button("+", "Add", "in"),
      ),
    );
  }
  function words(text) {
    return data.code ? [text] : rich(text);
  }

  // Put a line into the program before another one (null: at its end), or back to the others,
  // which keep their order.
  function put(node, into, before = null) {
    const i = items.indexOf(node);
    if (into === pool) {
      before = [...pool.children].find((other) => items.indexOf(other) > i) ?? null;
    }
    into.insertBefore(node, before);
    feedback.replaceChildren();
    moved.textContent = into === pool
      ? "Taken out."
      : `Line ${[...built.children].indexOf(node) + 1} of ${built.children.length}.`;
  }

  function go(i, act) {
    const node = items[i], { previousElementSibling: above, nextElementSibling: below } = node;
    const next = below ?? above; // where the keyboard goes on when the line leaves its list
    if (act === "up" && above) put(node, built, above);
    if (act === "down" && below) put(node, built, below.nextElementSibling);
    if (act === "in") put(node, built);
    if (act === "out") put(node, pool);
    const to = act === "in" || act === "out" ? next : node;
    (to?.querySelector(`.nn-${act}`) ?? node.querySelector(act === "in" ? ".nn-out" : ".nn-in"))
      .focus();
  }

  // ---- dragging: a mouse takes the whole line, a finger its handle, so that a swipe still scrolls

  function hold(down, node) {
    const { target, pointerType, pointerId, clientX, clientY, button } = down;
    if (button || target.closest("button")) return;
    if (pointerType !== "mouse" && !target.closest(".nn-grab")) return;
    down.preventDefault();
    node.setPointerCapture(pointerId);
    node.classList.add("nn-held");
    let goal = null;
    const unmark = () =>
      el.querySelectorAll(".nn-here").forEach((mark) => mark.classList.remove("nn-here"));
    function move(event) {
      node.style.translate = `${event.clientX - clientX}px ${event.clientY - clientY}px`;
      const into = event.clientY < pool.parentElement.getBoundingClientRect().top ? built : pool;
      const before = [...built.children].find((other) => {
        const { top, height } = other.getBoundingClientRect();
        return other !== node && event.clientY < top + height / 2;
      });
      goal = { into, before: before ?? null };
      unmark();
      (into === built && before ? before : into).classList.add("nn-here");
    }
    function end(event) {
      node.removeEventListener("pointermove", move);
      node.classList.remove("nn-held");
      node.style.translate = "";
      unmark();
      if (event.type === "pointerup" && goal) put(node, goal.into, goal.before);
    }
    node.addEventListener("pointermove", move);
    ["pointerup", "pointercancel"].forEach((one) =>
      node.addEventListener(one, end, { once: true })
    );
  }

  // ---- judging

  function show(right, said) {
    feedback.className = `nn-feedback ${right ? "nn-right" : "nn-wrong"}`;
    const verdict = right ? "✓ Right. " : right === null ? "" : "→ Not yet. ";
    feedback.replaceChildren(h("strong", {}, verdict), ...rich(said));
  }
  const before = h("p", { class: "nn-before" });

  // A solved exercise shows its answer; it can be tried again all the same.
  function keptAnswer() {
    const { right, answer } = record.all()[data.name] ?? {};
    if (!right) return;
    const kept = (answer ?? "").split("\n").map((text) =>
      data.rows.findIndex(([other]) => other === text)
    );
    if (kept.includes(-1) || !judgeArrange(data, kept)[0]) { // the exercise has changed since
      before.textContent = "✓ You have solved this.";
      return;
    }
    kept.forEach((row) => put(items[row], built));
    show(true, data.right);
  }

  pool.append(...items);
  el.append(
    h(
      "form",
      {
        class: `nn-kit nn-ask nn-arrange${data.code ? " nn-program" : ""}`,
        onsubmit(event) {
          event.preventDefault();
          const rows = placed(), [right, said] = judgeArrange(data, rows);
          show(right, said);
          model.set("state", { right: Boolean(right) });
          model.save_changes();
          if (right === null) return;
          before.replaceChildren();
          const answer = right ? rows.map((row) => data.rows[row][0]).join("\n") : undefined;
          record.add(data.name, right, { answer });
        },
      },
      h("p", { class: "nn-kind" }, "Your turn"),
      before,
      h("p", { class: "nn-asked" }, ...rich(data.prompt)),
      h(
        "div",
        {},
        h(
          "p",
          { class: "nn-head", id: `${name}-built` },
          data.code ? "Your program" : "Your order",
        ),
        built,
      ),
      h(
        "div",
        {},
        h(
          "p",
          { class: "nn-head", id: `${name}-pool` },
          data.code ? "Lines to choose from, not all of them needed" : "Steps to choose from",
        ),
        pool,
      ),
      moved,
      h(
        "div",
        { class: "nn-buttons" },
        h("button", { class: "nn-submit" }, "Check"),
        h("button", {
          type: "button",
          class: "nn-reset",
          onclick: () => items.forEach((node) => put(node, pool)),
        }, "Start over"),
      ),
      feedback,
      ladder(data.hints, data.solution),
    ),
  );
  keptAnswer();

  // At the window, since `keepKeys` lets no key through to what stands below it.
  function keys(event) {
    const act = { ArrowUp: "up", ArrowDown: "down", Delete: "out" }[event.key];
    const i = items.findIndex((node) => node.contains(event.target));
    if (!act || !built.contains(items[i])) return;
    event.preventDefault();
    go(i, act);
  }
  addEventListener("keydown", keys, { capture: true });
  return () => removeEventListener("keydown", keys, { capture: true });
}
