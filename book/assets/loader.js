// Brings widgets to life: those of the page, from the state that stands at its end, and those that
// Python makes in the page (`live.js`), from their payload. No kernel, no network. Each widget is an
// anywidget: its script is in `_esm`, its style in `_css`, the rest is its data. Those of the course
// have neither: they share `kit.js` and `kit.css`, which come with the page.
(() => {
  "use strict";
  const once = (make, made = new Map()) => (key) =>
    made.has(key) ? made.get(key) : made.set(key, make(key)).get(key);

  class Model {
    constructor(state) {
      this.heard = new Map();
      this.state = state;
    }
    get(key) {
      return this.state[key];
    }
    set(key, value) {
      if (this.state[key] === value) return;
      this.state[key] = value;
      for (const event of [`change:${key}`, "change"]) {
        for (const hear of [...(this.heard.get(event) ?? [])]) {
          hear({ changed: key }, value);
        }
      }
    }
    on(events, hear) {
      for (const event of events.split(" ")) {
        this.heard.set(event, (this.heard.get(event) ?? new Set()).add(hear));
      }
    }
    off(events, hear) {
      if (!events) return this.heard.clear();
      for (const event of events.split(" ")) {
        hear ? this.heard.get(event)?.delete(hear) : this.heard.delete(event);
      }
    }
    save_changes() {} // without a kernel there is nobody to tell
    send() {}
  }

  // The newest browsers have a way of their own, which is far faster.
  const bytes = (text) =>
    Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const style = once((text) =>
    document.head.append(Object.assign(document.createElement("style"), { textContent: text }))
  );
  const load = once(async (text) => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    try {
      const { default: given } = await import(url);
      return typeof given === "function" ? await given() : given;
    } finally {
      URL.revokeObjectURL(url);
    }
  });

  async function start(state) {
    const model = new Model(state);
    if (model.get("_css")) style(model.get("_css"));
    const widget = model.get("_esm") ? await load(model.get("_esm")) : window.kit;
    await widget.initialize?.({ model });
    return { model, widget };
  }

  // Show what `started` gives in a box, instead of its fallback; returns what ends it.
  async function show(box, started) {
    const el = document.createElement("div");
    try {
      const { model, widget } = await started;
      box.append(el);
      const end = await widget.render?.({ model, el });
      box.querySelector(".nn-fallback")?.remove();
      box.dataset.state = "live";
      return end;
    } catch (error) {
      console.error(error);
      el.className = "nn-note";
      el.textContent =
        `This control could not start (${error.message}). What it shows at first stands above.`;
      box.append(el);
      box.dataset.state = "failed";
    }
  }
  window.showWidget = (box, state) => show(box, start(state));

  const kind = "application/vnd.jupyter.widget-";
  const source = document.querySelector(`script[type="${kind}state+json"]`);
  if (!source) return;
  const { models, shared } = JSON.parse(source.textContent);
  const ready = once((id) => {
    const { state, texts, buffers } = models[id];
    for (const key in texts) state[key] = shared[texts[key]];
    for (const { path, data } of buffers) {
      path.slice(0, -1).reduce((at, key) => at[key], state)[path.at(-1)] = new DataView(
        bytes(data).buffer,
      );
    }
    return start(state);
  });

  // The build gave each a name of its own here: for links to it, and for its state in the address.
  const begin = new Map();
  for (const script of document.querySelectorAll(`.nn-widget > script[type="${kind}view+json"]`)) {
    const box = script.parentElement, id = JSON.parse(script.textContent).model_id;
    models[id].state.published = box.id.replace("widget-", "");
    begin.set(box, () => show(box, ready(id)));
  }

  // A widget starts when it comes near, one after the other, so that the page answers in between;
  // that of a link starts at once, and the page goes there.
  let before = Promise.resolve();
  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      before = before.then(begin.get(target)).then(() => new Promise((go) => setTimeout(go)));
    }
  }, { rootMargin: "100% 0%" });
  const linked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  begin.forEach((go, box) => {
    if (box !== linked) near.observe(box);
    else go().then(() => box.scrollIntoView({ block: "center" }));
  });
})();
