// What all drawn widgets share: controls, a picture in which one drags, a caption, a reset, a state.
// A drawn widget is its closed form and what it hands to `drawn`.

import { control, h } from "./dom.js";

export const minus = (value, digits = 2) => value.toFixed(digits).replace("-", "−");
export const between = (value, low, high) => Math.min(high, Math.max(low, value));

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// A window on the plane: from the units of the drawing to places in the picture, and back.
export function plane(across, up, width, height) {
  const [left, right] = across, [bottom, top] = up;
  return {
    width,
    height,
    px: (x) => ((x - left) / (right - left)) * width,
    py: (y) => ((top - y) / (top - bottom)) * height,
    at({ clientX, clientY }, box) {
      const x = left + ((clientX - box.left) / box.width) * (right - left);
      const y = top - ((clientY - box.top) / box.height) * (top - bottom);
      return [between(x, left, right), between(y, bottom, top)];
    },
  };
}

// A slider for a number of the state. A dragged number may lie between two of its steps.
export function dial(label, range, get, set, said = minus) {
  const [low, high, step] = range;
  const count = Math.round((high - low) / step);
  const value = (k) => Number((low + k * step).toFixed(6));
  return {
    label,
    slider: true,
    values: Array.from({ length: count + 1 }, (_, k) => said(value(k))),
    index: (state) => between(Math.round((get(state) - low) / step), 0, count),
    text: (state) => said(get(state)),
    set: (state, k) => set(state, value(k)),
  };
}

// A menu for one of several names.
export function menu(label, values, key) {
  return {
    label,
    slider: false,
    values,
    index: (state) => state[key],
    set: (state, k) => {
      state[key] = k;
    },
  };
}

// start() is a fresh state; controls are dials and menus; shapes are what stands in the picture.
// draw(state) moves the shapes and returns {said, at, now}: the caption, the places of the grips,
// and what a kernel hears. drag(state, i, point, from) moves grip i, held since the state `from`.
export function drawn(
  { model, el },
  { name, view, start, controls, buttons = {}, shapes, draw, drag },
) {
  let state = start(), held = null;
  const handles = svg("g"), grips = [];
  const picture = svg(
    "svg",
    {
      class: "nn-picture",
      viewBox: `0 0 ${view.width} ${view.height}`,
      role: "img",
      style: `max-width: ${view.width / 15}rem`,
    },
    ...shapes,
    handles,
  );
  const caption = h("p", { class: "nn-caption", "aria-live": "polite" });
  const parts = controls.map((c) =>
    control({ ...c, start: c.index(state) }, (k) => {
      c.set(state, k);
      show();
    })
  );

  function show() {
    const { said, at, now } = draw(state);
    while (grips.length < at.length) grips.push(grip(grips.length));
    grips.forEach((node, i) => {
      if (i >= at.length) return node.remove();
      node.setAttribute("transform", `translate(${view.px(at[i][0])} ${view.py(at[i][1])})`);
      if (!node.isConnected) handles.append(node);
    });
    controls.forEach((c, i) => parts[i].set(c.index(state), c.text?.(state), c.last?.(state)));
    caption.textContent = said;
    picture.setAttribute("aria-label", said);
    model.set("state", now);
    model.save_changes();
  }

  // A finger on a grip drags it; anywhere else it scrolls the page.
  function grip(i) {
    const node = svg(
      "g",
      { class: "nn-grip" },
      svg("circle", { class: "nn-reach", r: 24 }),
      svg("circle", { r: 9 }),
    );
    node.addEventListener("pointerdown", (event) => {
      held = { i, from: structuredClone(state) };
      picture.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    node.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    return node;
  }
  picture.addEventListener("pointermove", (event) => {
    if (!held) return;
    drag(state, held.i, view.at(event, picture.getBoundingClientRect()), held.from);
    show();
  });
  ["pointerup", "pointercancel"].forEach((end) =>
    picture.addEventListener(end, () => {
      held = null;
    })
  );

  const button = (text, kind, change) =>
    h("button", {
      type: "button",
      class: kind,
      onclick() {
        change();
        show();
      },
    }, text);
  el.append(
    h(
      "div",
      { class: "nn-kit nn-drawn", role: "group", "aria-label": name },
      picture,
      caption, // first, so that on a phone the sliders stand below what they move
      h(
        "div",
        { class: "nn-controls" },
        parts.map((part) => part.node),
        h(
          "div",
          { class: "nn-buttons" },
          Object.entries(buttons).map(([text, change]) =>
            button(text, "nn-button", () => change(state))
          ),
          button("Reset", "nn-reset", () => {
            state = start();
          }),
        ),
      ),
    ),
  );
  show();
}
