// A grid of pictures behind controls.

import { control, h } from "./shared/dom.js";

export async function explore({ model, el }) {
  const { name, controls, alts } = model.get("data");
  const sizes = controls.map((c) => c.values.length);
  const shared = model.get("published") ? address(name) : null;
  const where = controls.map((c) => c.values.indexOf(shared?.get(c.name)));
  where.forEach((index, i) => {
    if (index < 0) where[i] = controls[i].start;
  });
  const frames = await unpack(model.get("frames"));
  const urls = new Map();
  const picture = h("img", { class: "nn-picture", decoding: "sync" });
  const caption = h("p", { class: "nn-caption", "aria-live": "polite" });

  function show() {
    const frame = where.reduce((sum, index, i) => sum * sizes[i] + index, 0);
    if (!urls.has(frame)) {
      urls.set(frame, URL.createObjectURL(new Blob([frames[frame]], { type: "image/svg+xml" })));
    }
    picture.src = urls.get(frame);
    picture.alt = caption.textContent = alts[frame];
    model.set("state", Object.fromEntries(controls.map((c, i) => [c.name, c.values[where[i]]])));
    model.save_changes();
    shared?.set(controls.map((c, i) => [c.name, where[i] === c.start ? null : c.values[where[i]]]));
  }
  const parts = controls.map((c, i) =>
    control({ ...c, start: where[i] }, (index) => {
      where[i] = index;
      stop();
      show();
    })
  );

  // Play moves the first slider to its end; it starts over when it stands there.
  const played = controls.findIndex((c) => c.slider);
  let timer = null;
  const play = h("button", {
    type: "button",
    class: "nn-play",
    onclick: () => (timer ? stop() : go()),
  }, "Play");
  function stop() {
    clearInterval(timer);
    timer = null;
    play.textContent = "Play";
  }
  function go() {
    if (where[played] === sizes[played] - 1) where[played] = -1;
    const step = () => {
      parts[played].set(++where[played]);
      show();
      if (where[played] === sizes[played] - 1) stop();
    };
    play.textContent = "Pause";
    timer = setInterval(step, 700);
    step();
  }
  const reset = h("button", {
    type: "button",
    class: "nn-reset",
    onclick() {
      stop();
      controls.forEach((c, i) => {
        where[i] = c.start;
        parts[i].set(c.start);
      });
      show();
    },
  }, "Reset");

  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  el.append(
    h(
      "div",
      { class: "nn-kit nn-explore", role: "group", "aria-label": "Explore" },
      h(
        "div",
        { class: "nn-controls" },
        parts.map((p) => p.node),
        h("div", { class: "nn-buttons" }, played >= 0 && !still ? play : null, reset),
      ),
      picture,
      caption,
    ),
  );
  show();
  return () => {
    stop();
    urls.forEach((url) => URL.revokeObjectURL(url));
  };
}

// Frames come as one gzip of SVG texts with a zero byte between them.
async function unpack(view) {
  const stream = new Blob([view]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(stream).text()).split("\0");
}

// What was set, in the page's address: ?name.parameter=value for all that differs from the start.
// The second widget of a name is called name-2.
const addresses = new Map();
function address(name) {
  const count = (addresses.get(name) ?? 0) + 1, own = count > 1 ? `${name}-${count}` : name;
  addresses.set(name, count);
  let later = null;
  const write = (values) => {
    const url = new URL(location.href), before = url.search;
    for (const [key, value] of values) {
      value === null
        ? url.searchParams.delete(`${own}.${key}`)
        : url.searchParams.set(`${own}.${key}`, value);
    }
    try {
      if (url.search !== before) history.replaceState(history.state, "", url);
    } catch { /* from disk, or too often: then the address stays as it is */ }
  };
  return {
    get: (key) => new URL(location.href).searchParams.get(`${own}.${key}`),
    set(values) {
      clearTimeout(later);
      later = setTimeout(write, 150, values); // a slider moves faster than an address may change
    },
  };
}
