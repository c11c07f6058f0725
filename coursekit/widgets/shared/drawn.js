// What all drawn widgets share: controls, a picture in which one drags, a caption, a reset, a state.
// A drawn widget is its closed form and what it hands to `drawn`.

import { address, copyLink } from "./address.js";
import { control, h, player, reserved } from "./dom.js";

export const minus = (value, digits = 2) => value.toFixed(digits).replace("-", "−");
export const between = (value, low, high) => Math.min(high, Math.max(low, value));

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  put(node, attributes);
  node.append(...children);
  return node;
}

// Gives a node of a drawing new attributes.
export function put(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

// Whether a widget is drawn light on dark; asked once for a drawing, since it settles all styles.
export const isDark = (el) =>
  getComputedStyle(el.firstChild ?? document.body).colorScheme === "dark";

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

// start() is a fresh state; controls are dials and menus, of which `shown(state)` may hide one; shapes
// are what stands in the picture. draw(state) moves the shapes and returns {said, at, now}: the
// caption, the places of the grips, and what a kernel hears. drag(state, i, point, from) moves grip i,
// held since the state `from`. `kept` names what of the state a link keeps, `played` the control that
// Play moves to its end. `longest` is a caption as long as any; without it, some states are tried.
// `tools` stand above the picture; where its shapes depend on its width, resize(width) gives its
// height, in pixels, and `label` is the part that the caption describes. Returns change(how), which
// lets a widget change its own state.
export function drawn({ model, el }, {
  name,
  view,
  start,
  controls,
  buttons = {},
  shapes,
  draw,
  drag = null,
  kept = Object.keys(start()),
  played = null,
  longest = null,
  tools = [],
  resize = null,
  label = null,
}) {
  const shared = address(model.get("published"));
  let state = start(), held = null, size = 0;
  const handles = svg("g"), grips = [];
  const picture = svg(
    "svg",
    {
      class: "nn-picture",
      viewBox: `0 0 ${view.width} ${view.height}`,
      role: label ? "group" : "img",
      style: resize ? "max-width: none" : `max-width: ${view.width / 15}rem`,
    },
    ...shapes,
    handles,
  );
  if (label) picture.setAttribute("aria-label", name);
  const caption = reserved(longest ? [longest] : tried());
  const parts = controls.map((c) =>
    control({ ...c, start: c.index(state) }, (k) => {
      play?.stop();
      c.set(state, k);
      show();
    })
  );
  const play = played === null ? null : player({
    ended: () => controls[played].index(state) === controls[played].values.length - 1,
    step(again) {
      controls[played].set(state, again ? 0 : controls[played].index(state) + 1);
      show();
    },
  });

  // What is said in states that differ from the first in one control.
  function tried() {
    return controls.flatMap((c) => {
      const last = c.last?.(start()) ?? c.values.length - 1, count = Math.min(last, 10);
      return Array.from({ length: count + 1 }, (_, i) => {
        const other = start();
        c.set(other, Math.round((i / (count || 1)) * last));
        return draw(other).said;
      });
    });
  }

  function show() {
    const { said, at, now } = draw(state);
    while (grips.length < at.length) grips.push(grip(grips.length));
    grips.forEach((node, i) => {
      if (i >= at.length) return node.remove();
      node.setAttribute("transform", `translate(${view.px(at[i][0])} ${view.py(at[i][1])})`);
      if (!node.isConnected) handles.append(node);
    });
    controls.forEach((c, i) => {
      parts[i].set(c.index(state), c.text?.(state), c.last?.(state));
      parts[i].node.hidden = !(c.shown?.(state) ?? true);
    });
    if (play) play.node.hidden = controls[played].shown?.(state) === false;
    caption.say(said);
    (label ?? picture).setAttribute("aria-label", said);
    model.set("state", now);
    model.save_changes();
    const first = start();
    shared?.set(kept.map((key) => {
      const value = JSON.stringify(state[key]);
      return [key, value === JSON.stringify(first[key]) ? null : value];
    }));
  }

  // What a link says, as far as it can be drawn.
  function fromLink() {
    const first = start(), linked = start();
    for (const key of kept) {
      const text = shared.get(key);
      if (text === null) continue;
      try {
        const value = JSON.parse(text);
        const alike = typeof value === typeof first[key] &&
          [value].flat().length === [first[key]].flat().length;
        if (alike || first[key] === null) linked[key] = value;
      } catch { /* not ours */ }
    }
    try {
      draw(linked);
      return linked;
    } catch {
      return first;
    }
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
      play?.stop();
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

  const change = (how) => {
    play?.stop();
    how(state);
    show();
  };
  const button = (text, kind, how) =>
    h("button", { type: "button", class: kind, onclick: () => change(how) }, text);
  el.append(
    h(
      "div",
      { class: "nn-kit nn-drawn", role: "group", "aria-label": name },
      tools,
      picture,
      caption.node, // first, so that on a phone the sliders stand below what they move
      h(
        "div",
        { class: "nn-controls" },
        parts.map((part) => part.node),
        h(
          "div",
          { class: "nn-buttons" },
          play?.node,
          Object.entries(buttons).map(([text, how]) => button(text, "nn-button", how)),
          button("Reset", "nn-reset", () => {
            state = start();
          }),
          copyLink(shared),
        ),
      ),
    ),
  );
  if (shared) state = fromLink();
  const watch = resize && new ResizeObserver(() => fit());
  function fit() {
    const width = Math.round(picture.clientWidth);
    if (!width || width === size) return;
    size = width;
    picture.setAttribute("viewBox", `0 0 ${width} ${resize(width)}`);
    show();
  }
  watch?.observe(picture);
  if (watch) fit(); // draws, unless it is not in the page yet
  if (!size) show();
  return {
    change,
    end() {
      play?.stop();
      watch?.disconnect();
    },
  };
}
