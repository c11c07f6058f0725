// A grid of pictures behind controls.

async function explore({ model, el }) {
  const { controls, alts } = model.get("data");
  const sizes = controls.map((c) => c.values.length);
  const where = controls.map((c) => c.start);
  const frames = await unpack(model.get("frames"));
  const urls = new Map();
  const picture = h("img", { class: "nn-picture", decoding: "sync" });
  const caption = h("p", { class: "nn-caption", "aria-live": "polite" });

  function show() {
    const frame = where.reduce((sum, index, i) => sum * sizes[i] + index, 0);
    if (!urls.has(frame)) urls.set(frame, URL.createObjectURL(new Blob([frames[frame]], { type: "image/svg+xml" })));
    picture.src = urls.get(frame);
    picture.alt = caption.textContent = alts[frame];
    model.set("state", Object.fromEntries(controls.map((c, i) => [c.name, c.values[where[i]]])));
    model.save_changes();
  }
  const parts = controls.map((c, i) => control(c, (index) => { where[i] = index; stop(); show(); }));

  // Play moves the first slider to its end; it starts over when it stands there.
  const played = controls.findIndex((c) => c.slider);
  let timer = null;
  const play = h("button", { type: "button", class: "nn-play", onclick: () => (timer ? stop() : go()) }, "Play");
  function stop() { clearInterval(timer); timer = null; play.textContent = "Play"; }
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
  const reset = h("button", { type: "button", class: "nn-reset", onclick() {
    stop();
    controls.forEach((c, i) => { where[i] = c.start; parts[i].set(c.start); });
    show();
  } }, "Reset");

  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  el.append(h("div", { class: "nn-kit nn-explore", role: "group", "aria-label": "Explore" },
    h("div", { class: "nn-controls" }, parts.map((p) => p.node), h("div", { class: "nn-buttons" }, played >= 0 && !still ? play : null, reset)),
    picture, caption));
  show();
  return () => { stop(); urls.forEach((url) => URL.revokeObjectURL(url)); };
}

// Frames come as one gzip of SVG texts with a zero byte between them.
async function unpack(view) {
  const stream = new Blob([view]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(stream).text()).split("\0");
}
