// A grid of pictures behind controls.

import { address, copyLink } from "./shared/address.js";
import { control, h, player, reserved } from "./shared/dom.js";

export async function explore({ model, el }) {
  const { controls, alts } = model.get("data");
  const sizes = controls.map((c) => c.values.length);
  const shared = address(model.get("published"));
  const where = controls.map((c) => c.values.indexOf(shared?.get(c.name)));
  where.forEach((index, i) => {
    if (index < 0) where[i] = controls[i].start;
  });
  const frames = await unpack(model.get("frames"));
  const urls = new Map();
  const picture = h("img", { class: "nn-picture", decoding: "sync" });
  const caption = reserved(alts);

  const place = () => where.reduce((sum, index, i) => sum * sizes[i] + index, 0);
  function show() {
    const frame = place();
    picture.classList.toggle("nn-old", !frames[frame]);
    if (!frames[frame]) return caption.say("Python has not drawn this picture yet.");
    if (!urls.has(frame)) {
      urls.set(frame, URL.createObjectURL(new Blob([frames[frame]], { type: "image/svg+xml" })));
    }
    picture.src = urls.get(frame);
    picture.alt = alts[frame];
    caption.say(alts[frame]);
    model.set("state", Object.fromEntries(controls.map((c, i) => [c.name, c.values[where[i]]])));
    model.save_changes();
    shared?.set(controls.map((c, i) => [c.name, where[i] === c.start ? null : c.values[where[i]]]));
  }
  // Python in the page draws one after the other (`live.js`).
  const later = model.get("later");
  function take() {
    for (const { place: at, alt, picture: text } of later.came.splice(0)) {
      [frames[at], alts[at]] = [text, alt];
      if (at === place()) show();
    }
  }
  const parts = controls.map((c, i) =>
    control({ ...c, start: where[i] }, (index) => {
      where[i] = index;
      play?.stop();
      show();
    })
  );

  // Play moves the longest slider to its end; two or three places are quicker by hand.
  const lengths = controls.map((c, i) => c.slider ? sizes[i] : 0);
  const played = lengths.indexOf(Math.max(...lengths));
  const play = lengths[played] < 4 ? null : player({
    ended: () => where[played] === sizes[played] - 1,
    step(again) {
      where[played] = again ? 0 : where[played] + 1;
      parts[played].set(where[played]);
      show();
    },
  });
  const reset = h("button", {
    type: "button",
    class: "nn-reset",
    onclick() {
      play?.stop();
      controls.forEach((c, i) => {
        where[i] = c.start;
        parts[i].set(c.start);
      });
      show();
    },
  }, "Reset");

  el.append(
    h(
      "div",
      { class: "nn-kit nn-explore", role: "group", "aria-label": "Explore" },
      h(
        "div",
        { class: "nn-controls" },
        parts.map((p) => p.node),
        h("div", { class: "nn-buttons" }, play?.node, reset, copyLink(shared)),
      ),
      h("div", { class: "nn-frame" }, picture),
      caption.node,
    ),
  );
  show();
  if (later) {
    later.take = take;
    take();
  }
  return () => {
    play?.stop();
    urls.forEach((url) => URL.revokeObjectURL(url));
  };
}

// Frames come as one gzip of SVG texts with a zero byte between them.
async function unpack(view) {
  const stream = new Blob([view]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(stream).text()).split("\0");
}
