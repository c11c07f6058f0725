// Runs the code cells of a page in Python, in the page itself. Each cell gets a row of buttons; the
// first Run loads Python into a worker (`worker.mjs`), the first Edit loads the editor.
//
// Other scripts of the page find this in `window.pagePython`, announced by the event "page-python" of
// the document; boxes are the `div.cell` elements, which `cells` lists:
//   run(boxes)   run them in order, each after the cells it needs; resolves with how each ended:
//                "done", "failed", "stopped", or "" where it did not run
//   edit(box)    open the editor of a cell; resolves when it has the focus
//   reset(box)   give a cell back the book's text and output
// A box says in `dataset.run` how its cell stands ("", "waiting", "running", "done", "failed" or
// "stopped") and sends the bubbling event "cell-run" at each change.
(() => {
  "use strict";
  const { content, dataset } = document.querySelector('meta[name="python-in-page"]');
  const [base, lock] = [content, dataset.lock].map((place) =>
    new URL(place, document.baseURI).href
  );
  const here = new URL(".", document.currentScript.src);
  const page = DOCUMENTATION_OPTIONS.pagename;

  function h(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value != null && value !== false) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child != null));
    return node;
  }
  const seconds = (since) => `${Math.max(0.1, (performance.now() - since) / 1000).toFixed(1)} s`;
  const list = (words) => words.join(", ").replace(/, ([^,]*)$/, " and $1");
  const named = (some) =>
    `${some.length > 1 ? "cells" : "cell"} ${list(some.map((cell) => cell.number))}`;

  // ---- the line that says what Python does --------------------------------------------------------

  const bar = {
    text: h("p", { role: "status", "aria-live": "polite" }),
    meter: h("progress", { "aria-label": "Python is loading", hidden: "" }),
    count: h("span", { "aria-hidden": "true", hidden: "" }), // the meter says the same
    more: h("button", { type: "button", hidden: "" }),
    stop: h("button", { type: "button", hidden: "", onclick: () => stop() }, "Stop"),
    restart: h("button", { type: "button", hidden: "", onclick: () => restart() }, "Restart"),
    // `offer` is what a further button says and does; `trouble` marks what went wrong.
    say(text, { offer = null, trouble = false } = {}) {
      this.node.hidden = false;
      this.text.textContent = text;
      this.node.classList.toggle("nn-trouble", trouble);
      this.more.hidden = !offer;
      if (offer) [this.more.textContent, this.more.onclick] = offer;
    },
    work(on) {
      this.stop.hidden = !on;
      this.restart.hidden = on || !session;
      this.meter.hidden = this.count.hidden = true;
    },
    load(bytes) {
      const total = Number(dataset.bytes) || 0;
      this.meter.hidden = this.count.hidden = false;
      if (total) [this.meter.max, this.meter.value] = [total, Math.min(bytes, total)];
      this.count.textContent = `${Math.round(bytes / 1e6)}${
        total ? ` of ${Math.round(total / 1e6)}` : ""
      } MB`;
    },
  };
  bar.node = h(
    "section",
    { class: "nn-python", "aria-label": "Python", hidden: "" },
    bar.text,
    bar.meter,
    bar.count,
    bar.more,
    bar.stop,
    bar.restart,
  );

  // ---- Python, in a worker ------------------------------------------------------------------------

  class Ended extends Error {}

  class Session {
    constructor() {
      this.log = []; // which cells ran, with which text
      this.interrupts = self.crossOriginIsolated ? new Uint8Array(new SharedArrayBuffer(1)) : null;
      try {
        this.worker = new Worker(new URL("worker.mjs", here), { type: "module" });
      } catch {
        throw new Error("The browser did not let Python start in this page.");
      }
      this.worker.onmessage = ({ data }) => this.hear?.(data);
      this.worker.onerror = (event) => {
        event.preventDefault();
        this.fail?.(
          new Error(
            "The browser did not let Python start in this page, or its file worker.mjs could not be loaded.",
          ),
        );
      };
      this.ready = this.ask(
        { do: "start", base, lock, interrupts: this.interrupts },
        ({ bytes }) => bar.load(bytes),
      );
    }
    // Send one message; resolves with its last answer, and hands all others to `hear`.
    ask(message, hear) {
      return new Promise((resolve, reject) => {
        this.fail = reject;
        this.hear = (answer) => {
          if (["ready", "needed", "done"].includes(answer.kind)) resolve(answer);
          else if (answer.kind === "failed") reject(new Error(answer.why));
          else hear(answer);
        };
        this.worker.postMessage(message);
      });
    }
    end() {
      this.ended = true;
      this.worker.terminate();
      this.fail?.(new Ended());
    }
  }

  let session = null, kit = null;

  // What keeps Python from running here, as a sentence; nothing where it can run.
  function obstacle() {
    if (location.protocol === "file:") {
      return `Python can't run in a page that is opened from disk. Open it from a web server, or online: ${dataset.online}`;
    }
    if (typeof WebAssembly !== "object") {
      return "Python in the page needs WebAssembly, which this browser does not have or does not allow.";
    }
    let modules = false;
    try {
      new Worker("data:,", {
        get type() {
          modules = true;
          return "module";
        },
      }).terminate();
    } catch { /* refused for another reason: the session says so */ }
    return modules
      ? ""
      : "This browser is too old to run Python in the page: it needs module workers.";
  }

  async function start() {
    if (!session) {
      const why = obstacle();
      if (why) throw new Error(why);
      bar.say("Python is loading. This takes some seconds, once …");
      bar.load(0);
      session = new Session();
    }
    kit = await session.ready;
    session.started = true;
    bar.meter.hidden = bar.count.hidden = true;
    return session;
  }

  function lose() {
    const lost = cells.filter((cell) =>
      session?.log.findLast(({ one }) => one === cell)?.text != null
    );
    session?.end();
    session = null;
    for (const cell of lost) cell.mark("");
    return lost;
  }

  // ---- what a cell shows --------------------------------------------------------------------------

  class Output {
    constructor(cell) {
      this.host = cell.host();
      this.nodes = h("div", { hidden: "" }); // until something is there, the old output stays
      this.waiting = [];
      this.ends = [];
      this.swapped = false;
    }
    add(message) {
      if (message.kind === "stream") this.stream(message);
      else if (message.kind === "error") this.put(block("traceback", message.text));
      else this.waiting.push(this.show(message));
    }
    put(node) {
      (this.swapped ? this.host : this.nodes).append(node);
      return node;
    }
    swap() {
      if (this.swapped) return;
      this.swapped = true;
      this.host.style.minHeight = `${this.host.offsetHeight}px`; // nothing below jumps
      this.host.classList.add("nn-live");
      this.host.ends?.forEach((end) => end?.());
      this.host.ends = this.ends;
      this.host.replaceChildren(...this.nodes.childNodes);
    }
    stream({ name, text }) {
      if (
        this.last?.name !== name || this.last.node !== this.last.node.parentNode?.lastElementChild
      ) {
        const node = this.put(
          name === "stderr"
            ? block("stderr", "")
            : h("pre", { class: "output stream literal-block" }),
        );
        this.last = { name, node, text: "", to: node.querySelector("pre") ?? node };
      }
      const { last } = this;
      last.text += text;
      if (last.frame) return;
      last.frame = requestAnimationFrame(() => {
        this.draw(last);
        this.swap();
      });
    }
    // As a terminal shows it in the end: a line of progress overwrites itself at each \r.
    draw(last) {
      last.frame = 0;
      last.to.textContent = last.text.replace(/^.*\r(?=[^\n])/gm, "").trimEnd();
    }
    async show({ data, buffers: [bytes] }) {
      const text = data["text/plain"];
      if (data.widget) {
        const box = this.put(h("div", { class: "nn-widget" }));
        const frames = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        this.ends.push(
          await showWidget(box, { ...data.widget, frames, _esm: kit.script, _css: kit.style }),
        );
      } else if (data.picture || data["image/svg+xml"]) {
        const type = data.picture?.type ?? "image/svg+xml";
        const url = URL.createObjectURL(new Blob([data.picture ? bytes : data[type]], { type }));
        const image = this.put(
          h("img", {
            alt: text,
            src: url,
            style: data.picture?.width && `width: ${data.picture.width}px`,
          }),
        );
        this.ends.push(() => URL.revokeObjectURL(url));
        await image.decode().catch(() => {});
      } else if (data["text/html"]) {
        this.put(h("div", { class: "output text_html" })).innerHTML = data["text/html"];
      } else this.put(block("text_plain", text));
    }
    async finish() {
      await Promise.all(this.waiting);
      if (this.last?.frame) cancelAnimationFrame(this.last.frame);
      if (this.last) this.draw(this.last);
      this.swap();
      this.host.style.minHeight = "";
    }
  }
  const block = (kind, text) =>
    h(
      "div",
      { class: `output ${kind} highlight-myst-ansi notranslate` },
      h("div", { class: "highlight" }, h("pre", {}, text)),
    );

  // ---- cells --------------------------------------------------------------------------------------

  class Cell {
    constructor(box, number) {
      this.box = box;
      this.number = number;
      this.input = box.querySelector(".cell_input");
      this.pre = this.input.querySelector("pre");
      this.original = this.text = this.pre.textContent.trimEnd();
      this.colored = [...this.pre.childNodes];
      this.editor = null;
      // An exercise is one box: its editor stands open, and one Check runs what is in it.
      this.exercise = box.closest(".nn-exercise");
      this.verb = box.matches(".nn-check") ? "Check" : "Run";
      box.id ||= `cell-${number}`;
      const button = (name, act) =>
        h(
          "button",
          { type: "button", "aria-label": `${name} (cell ${number})`, onclick: act },
          name,
        );
      // The second click of a double click would stop what the first one runs.
      this.runs = button(this.verb, ({ detail }) => {
        if (detail < 2) this.busy ? stop() : run(this);
      });
      this.edits = button("Edit", () => this.edit());
      this.above = button("Run all above", () => run(this, "above"));
      this.resets = button("Reset", () => this.reset());
      this.state = h("span", { class: "nn-cell-state" });
      this.above.hidden = this.resets.hidden = true;
      this.row = h(
        "div",
        { class: "nn-cell-row", role: "group", "aria-label": `Cell ${number}` },
        this.runs,
        this.edits,
        this.above,
        this.resets,
        this.state,
      );
      this.row.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && event.shiftKey) {
          event.preventDefault();
          run(this);
          this.next();
        }
      });
      this.input.append(this.row);
      this.mark("");
    }
    mark(state) {
      if (this.box.dataset.run !== state) {
        this.box.dataset.run = state;
        this.box.dispatchEvent(new CustomEvent("cell-run", { bubbles: true }));
      }
      this.runs.textContent = this.busy ? "Stop" : this.verb;
      this.runs.setAttribute("aria-label", `${this.runs.textContent} (cell ${this.number})`);
      const changed = this.text !== this.original ? "changed by you" : "";
      this.state.textContent = [
        `cell ${this.number}`,
        { waiting: "waits", running: "runs", failed: "failed", stopped: "stopped" }[state],
        changed,
      ].filter(Boolean).join(" · ");
      this.resets.hidden = !changed && !this.stored;
      this.resets.disabled = ["waiting", "running"].includes(state);
    }
    get busy() {
      return this.box.dataset.run === "running";
    }
    // The box of its output; what the book stored there is kept for `reset`.
    host() {
      let host = this.box.querySelector(".cell_output");
      if (!host) {
        host = h("div", { class: "cell_output docutils container" });
        (this.box.matches(".tag_hide-cell")
          ? this.input
          : this.input.closest("details") ?? this.input).after(host);
      }
      this.stored ??= [...host.childNodes];
      return host;
    }
    touch() {
      this.above.hidden = this === cells[0];
    }
    write(text) {
      this.text = text;
      this.pre.replaceChildren(...(text === this.original ? this.colored : [text]));
      edits.keep(this);
      this.mark(this.box.dataset.run);
    }
    // The cell that judges what is written in this one: the exercise's, or none.
    get judge() {
      return this.box.matches(".nn-stub")
        ? cells.find((cell) => cell.verb === "Check" && cell.exercise === this.exercise)
        : null;
    }
    // `quiet`: the editor comes by itself, so it takes no focus and complains of nothing.
    async edit(quiet = false) {
      const why = location.protocol === "file:" && obstacle();
      if (quiet && why) return;
      if (!quiet) this.touch();
      if (why) return bar.say(why, { trouble: true });
      try {
        const { mount } = await import(new URL("editor.mjs", here));
        if (this.editor) return quiet || this.editor.focus();
        this.editor = mount({
          pre: this.pre,
          text: this.text,
          label: `Code of cell ${this.number}. Tab indents; to leave, press Escape, then Tab.`,
          changed: (text) => this.write(text),
          run: (on) => {
            run(this.judge ?? this);
            if (on && !this.judge) this.next();
          },
          leave: () => (this.judge ?? this).runs.focus(),
        });
        if (!quiet) this.editor.focus();
      } catch {
        if (!quiet) {
          bar.say("The editor could not be loaded. Press Edit to try again.", { trouble: true });
        }
      }
    }
    reset() {
      this.write(this.original);
      this.editor?.set(this.original);
      if (this.stored) {
        const host = this.host();
        host.ends?.forEach((end) => end?.());
        host.ends = null;
        host.classList.remove("nn-live");
        host.replaceChildren(...this.stored);
        this.stored = null;
      }
      this.mark("");
      this.runs.focus();
      bar.say(`Cell ${this.number} is again as the book has it.`);
    }
    next() {
      const following = cells.slice(cells.indexOf(this) + 1).find((cell) =>
        cell.runs.checkVisibility?.() ?? cell.runs.offsetParent
      );
      if (!following) return;
      following.editor ? following.editor.focus() : following.runs.focus();
      following.box.scrollIntoView({ block: "nearest" });
    }
  }

  // ---- what the reader changed, kept in this browser ----------------------------------------------

  const edits = {
    prefix: `how-neural-networks-learn.edit/${page}/`,
    keep({ number, original, text }) {
      try {
        if (text === original) localStorage.removeItem(this.prefix + number);
        else localStorage.setItem(this.prefix + number, JSON.stringify({ original, text }));
      } catch { // storage is off or full
        if (!this.told) {
          bar.say(
            "This browser does not keep your changes: they last as long as this page is open.",
            { trouble: true },
          );
        }
        this.told = true;
      }
    },
    // Bring them back; one whose cell the book has changed since is offered, not applied.
    restore() {
      let kept = [];
      try {
        kept = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix))
          .map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }));
      } catch {
        return;
      }
      for (const { key, original, text } of kept) {
        if (typeof text !== "string") continue;
        const number = Number(key.slice(this.prefix.length));
        const same = cells.filter((cell) => cell.original === original);
        const cell = same.find((one) => one.number === number) ?? same[0];
        if (cell) {
          if (cell.number !== number) localStorage.removeItem(key);
          cell.write(text);
          cell.touch();
        } else this.offer(key, number, text);
      }
    },
    offer(key, number, text) {
      const cell = cells.find((one) => one.number >= number) ?? cells.at(-1);
      const act = (use) => () => {
        localStorage.removeItem(key);
        note.remove();
        if (use) {
          cell.write(text);
          cell.editor?.set(text);
          cell.touch();
        }
        cell.runs.focus();
      };
      const note = h(
        "div",
        { class: "nn-cell-note", role: "group", "aria-label": "Your earlier change" },
        h(
          "p",
          {},
          "You changed this cell earlier, and the book has changed it since. Your version:",
        ),
        h("pre", { tabindex: 0 }, text),
        h("button", { type: "button", onclick: act(true) }, "Use mine"),
        h("button", { type: "button", onclick: act(false) }, "Forget mine"),
      );
      cell.input.append(note);
    },
  };

  // ---- the queue ----------------------------------------------------------------------------------

  const queue = [];
  let working = false, current = null;

  // Run a cell after those it needs that have not run as they stand; or ("above") all above it.
  // Resolves when it has run, or never will.
  function run(cell, what = "this") {
    cell.touch();
    let item = queue.find((one) => one.cell === cell && one.what === what);
    if (item) return item.ended;
    item = { cell, what };
    item.ended = new Promise((resolve) => {
      item.end = () => resolve(cell.box.dataset.run);
    });
    queue.push(item);
    if (what === "this") cell.mark("waiting");
    if (!working) work();
    return item.ended;
  }

  async function work() {
    working = true;
    bar.work(true);
    try {
      while (queue.length) {
        const { cell, what } = queue[0];
        await start();
        await (what === "above"
          ? sequence(cells.slice(0, cells.indexOf(cell)), cell)
          : sequence([...(await before(cell)), cell], cell));
        queue.shift().end();
      }
    } catch (error) {
      explain(error);
    }
    for (const { cell, end } of queue.splice(0)) {
      if (cell.box.dataset.run === "waiting") cell.mark("");
      end();
    }
    working = false;
    bar.work(false);
  }

  class Failed extends Error {}

  async function before(cell) {
    const ran = session.log.map(({ one, text }) => [cells.indexOf(one), text === one.text]);
    const sources = cells.map((one) => one.text);
    const { cells: needed } = await session.ask({
      do: "needed",
      sources,
      index: cells.indexOf(cell),
      ran,
    });
    return needed.map((i) => cells[i]);
  }

  async function sequence(todo, target) {
    const since = performance.now(), first = todo.filter((cell) => cell !== target);
    for (const cell of todo) {
      const place = todo.length > 1 ? ` (${todo.indexOf(cell) + 1} of ${todo.length})` : "";
      bar.say(
        cell === target || !todo.includes(target)
          ? `Cell ${cell.number} runs${place} …`
          : `Cell ${cell.number} runs${place}; cell ${target.number} needs it …`,
      );
      await execute(cell, target);
    }
    const also = first.length && todo.includes(target)
      ? ` First ran ${named(first)}, which it needs.`
      : "";
    bar.say(
      todo.includes(target)
        ? `Cell ${target.number} ran in ${seconds(since)}.${also}`
        : `${
          todo.length > 1 ? `All ${todo.length} cells` : "The cell"
        } above cell ${target.number} ran in ${seconds(since)}.`,
    );
  }

  async function execute(cell, target) {
    const output = new Output(cell), { text } = cell;
    current = output;
    if (session.interrupts) session.interrupts[0] = 0; // a Stop that came too late for the last one
    cell.mark("running");
    let end = "stopped";
    try {
      ({ end } = await session.ask(
        { do: "run", source: text, name: `cell ${cell.number}` },
        (message) => output.add(message),
      ));
    } finally {
      current = null;
      await output.finish();
      session.log.push({ one: cell, text: end === "done" ? text : null });
      cell.mark(end);
    }
    if (session.ended) throw new Ended(); // stopped when it was done, but not yet shown
    if (end === "stopped") {
      throw new Failed(`Cell ${cell.number} was stopped. All variables are as they were then.`);
    }
    if (end === "failed") {
      throw new Failed(
        `Cell ${cell.number}${
          cell === target ? "" : `, which cell ${target.number} needs,`
        } failed: see what stands below it.`,
      );
    }
  }

  function explain(error) {
    if (error instanceof Failed) return bar.say(error.message, { trouble: true });
    const loading = !session?.started, stopped = error instanceof Ended;
    const lost = lose();
    if (loading) {
      return bar.say(
        stopped
          ? "Loading was stopped. The next Run starts it again."
          : `${error.message} The rest of the page works; the next Run tries again.`,
        { trouble: !stopped },
      );
    }
    const why = stopped
      ? "Stopped."
      : /memory|allocat/i.test(error.message)
      ? "Python ran out of memory and ended."
      : "Python ended unexpectedly.";
    const which = lost.length > 4 ? `those ${lost.length} cells` : named(lost);
    const offer = lost.length
      ? [`Run ${which} again`, () => lost.forEach((cell) => run(cell))]
      : null;
    bar.say(`${why} Its variables are lost. A cell that you run gets what it needs first.`, {
      offer,
      trouble: !stopped,
    });
  }

  function stop() {
    if (!session) return;
    if (current && session.interrupts) {
      session.interrupts[0] = 2;
      const was = current;
      setTimeout(() => {
        if (current === was) session.end();
      }, 2000);
    } else session.end();
  }

  function restart() {
    lose();
    bar.say("All variables are gone. Python starts afresh with the next Run.");
    bar.work(false);
  }

  // ---- the page -----------------------------------------------------------------------------------

  const cells = [...document.querySelectorAll(".bd-article div.cell")]
    .map((box, i) => (box.querySelector(".cell_input pre") ? new Cell(box, i + 1) : null)).filter(
      Boolean,
    );
  edits.restore();
  const near = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      cells.find((cell) => cell.box === target).edit(true);
    }
  });
  for (const { box } of cells) if (box.matches(".nn-stub")) near.observe(box);
  document.querySelector(".bd-article").append(bar.node);

  const of = (box) => cells.find((cell) => cell.box === box);
  window.pagePython = {
    cells: cells.map((cell) => cell.box),
    run: (boxes) => Promise.all(boxes.map((box) => run(of(box)))),
    edit: (box) => of(box).edit(),
    reset: (box) => of(box).reset(),
  };
  document.dispatchEvent(new CustomEvent("page-python"));
})();
