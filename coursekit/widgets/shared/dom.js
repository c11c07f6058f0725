// Small helpers that all widgets share.

// Jupyter loads this script once for every widget, so a count alone would not be unique.
let serial = 0;
const load = Math.random().toString(36).slice(2, 8);
export const uid = (name) => `nn-${name}-${load}-${++serial}`;

// h("button", {class: "x", onclick: f}, "text", node, …) makes an element.
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child != null));
  return node;
}

// Text with `code` and ```blocks``` as nodes; nothing in it is read as HTML.
export function rich(text) {
  return text.split(/```\n?/).flatMap((part, i) => {
    if (i % 2) return [h("pre", { tabindex: 0 }, h("code", {}, part.trimEnd()))];
    return part.split("`").map((piece, j) => (j % 2 ? h("code", {}, piece) : piece));
  });
}

// JupyterLab takes arrow keys before a slider gets them: keep ours, but not its shortcuts.
// Returns a function that lets go.
export function keepKeys(root) {
  const keep = (event) => {
    if (root.contains(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.stopPropagation(); // so what takes keys of its own hears of them as "nn-key"
      event.target.dispatchEvent(new CustomEvent("nn-key", { detail: event }));
    }
  };
  window.addEventListener("keydown", keep, { capture: true });
  return () => window.removeEventListener("keydown", keep, { capture: true });
}

// A labelled slider or menu. `values` are what the reader sees; calls `changed(index)`.
export function control({ label, values, slider, start }, changed) {
  const id = uid("control");
  const output = h("output", { for: id });
  const typeset = (text) => text.replace(/^-(?=[\d.])/, "−");
  const input = slider
    ? h("input", { id, type: "range", min: 0, max: values.length - 1, step: 1, value: start })
    : h(
      "select",
      { id },
      values.map((v, i) => h("option", { value: i, selected: i === start }, typeset(v))),
    );
  const say = (text = values[input.value]) => {
    output.textContent = typeset(text);
    if (slider) input.setAttribute("aria-valuetext", output.textContent);
  };
  input.addEventListener("input", () => {
    say();
    changed(Number(input.value));
  });
  say();
  return {
    node: h(
      "div",
      { class: "nn-control" },
      h("label", { for: id }, label),
      input,
      slider ? output : null,
    ),
    set(index, text, last = input.max) {
      input.max = last;
      input.value = index;
      say(text);
    },
  };
}

// The ladder: each press of the button shows one more hint, the last one the solution.
export function ladder(hints, solution) {
  const steps = hints.map((hint, i) => [`Hint ${i + 1}`, hint]);
  if (solution) steps.push(["Solution", solution]);
  if (!steps.length) return null;
  const list = h("ol", { class: "nn-hints", "aria-live": "polite" });
  const names =
    () => (list.children.length < steps.length
      ? `Show ${steps[list.children.length][0].toLowerCase()}`
      : "");
  const button = h("button", {
    type: "button",
    class: "nn-hint",
    onclick() {
      const [name, text] = steps[list.children.length];
      const step = h("li", { tabindex: -1 }, h("strong", {}, `${name}. `), ...rich(text));
      list.append(step);
      button.textContent = names();
      button.hidden = !names();
      if (button.hidden) step.focus(); // a hidden button would drop the focus
    },
  }, names());
  return h("div", { class: "nn-ladder" }, list, button);
}

// A caption that keeps the room of the longest of some texts, so that nothing below it moves. Where
// it must say more after all, it grows once and keeps that.
export function reserved(texts) {
  let longest = "";
  const said = h("span", {}), room = h("span", { "aria-hidden": "true", class: "nn-room" });
  const keep = (text) => {
    if (text.length <= longest.length) return;
    longest = room.textContent = text;
  };
  texts.forEach(keep);
  return {
    node: h(
      "div",
      { class: "nn-reserved" },
      room,
      h("p", { class: "nn-caption", "aria-live": "polite" }, said),
    ),
    say(text) {
      keep(text);
      said.textContent = text;
    },
  };
}

// Play takes one step after another until it has ended, and starts over (`step(true)`) from the end.
// Readers who want less motion step by hand: they get no button.
export function player({ ended, step, pace = 700 }) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return null;
  let timer = null;
  const node = h("button", {
    type: "button",
    class: "nn-play",
    onclick: () => (timer ? stop() : go()),
  }, "Play");
  function stop() {
    clearInterval(timer);
    timer = null;
    node.textContent = "Play";
  }
  function go() {
    node.textContent = "Pause";
    const next = (again) => {
      step(again);
      if (ended()) stop();
    };
    timer = setInterval(next, pace, false);
    next(ended());
  }
  return { node, stop };
}
