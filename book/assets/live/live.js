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
    link: h("a", { hidden: "" }),
    more: h("button", { type: "button", hidden: "" }),
    stop: h("button", { type: "button", hidden: "", onclick: () => stop() }, "Stop"),
    restart: h("button", { type: "button", hidden: "", onclick: () => restart() }, "Restart"),
    close: h(
      "button",
      { type: "button", "aria-label": "Close this line", onclick: () => bar.show(false) },
      "×",
    ),
    show(on) {
      this.node.hidden = !on;
      document.documentElement.classList.toggle("nn-has-bar", on); // see live.css
    },
    // `offer` is what a further button says and does; `trouble` marks what went wrong, in `cell`.
    say(text, { offer = null, trouble = false, cell = null } = {}) {
      this.show(true);
      this.link.hidden = !cell;
      if (cell) {
        this.link.textContent = `Go to cell ${cell.number}`;
        this.link.href = `#${cell.box.id}`;
        this.link.onclick = (event) => {
          event.preventDefault(); // the browser would take the focus away again
          cell.reveal();
        };
      }
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
    bar.link,
    bar.more,
    bar.stop,
    bar.restart,
    bar.close,
  );

  // ---- Python, in a worker ------------------------------------------------------------------------

  class Ended extends Error {}

  class Session {
    constructor(warm = false) {
      this.names = new Map(); // what they hold, see needs.mjs
      this.ran = new Set(); // cells
      this.bytes = 0; // of the files that it loads
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
        { do: "start", base, lock, interrupts: this.interrupts, warm },
        ({ bytes }) => bar.load(this.bytes = bytes),
      );
    }
    // Send one message; resolves with its last answer, and hands all others to `hear`.
    ask(message, hear) {
      return new Promise((resolve, reject) => {
        this.fail = reject;
        this.hear = (answer) => {
          if (["ready", "named", "done"].includes(answer.kind)) resolve(answer);
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

  let session = null, needs = null;

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
      session = new Session();
    }
    if (!session.started) {
      bar.say("Python is loading …");
      bar.load(session.bytes);
    }
    [, needs] = await Promise.all([session.ready, import(new URL("needs.mjs", here))]);
    session.started = true;
    remember();
    bar.meter.hidden = bar.count.hidden = true;
    return session;
  }

  // Start Python before the first Run is pressed: when somebody is about to, or has run cells in
  // another lesson, so that the files are here already, and there is time to warm up.
  function prepare(warm = false) {
    const { saveData, effectiveType } = navigator.connection ?? {};
    if (session || saveData || /2g|3g/.test(effectiveType) || obstacle()) return;
    const mine = new Session(warm);
    session = mine;
    mine.ready.then(() => (mine.started = true), () => {
      if (session === mine && !working) session = null; // the first Run tries again, and says why
    });
  }
  const habit = "how-neural-networks-learn.runs-cells";
  function remember() {
    try {
      sessionStorage.setItem(habit, "yes");
    } catch { /* without storage the next lesson starts Python at its first Run */ }
  }
  function hasHabit() {
    try {
      return sessionStorage.getItem(habit) === "yes";
    } catch {
      return false;
    }
  }

  function lose() {
    const lost = cells.filter((cell) => session?.ran.has(cell));
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
      else if (message.kind === "frame") this.frame(message);
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
        // A widget whose pictures are still being drawn takes them from here.
        const later = data.widget.later && (this.later = { came: [], take: null });
        this.ends.push(await showWidget(box, { ...data.widget, frames, later }));
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
    // The first picture of a widget need not wait for the others.
    async frame({ place, alt, buffers: [bytes] }) {
      const { later } = this;
      later.came.push({ place, alt, picture: new TextDecoder().decode(bytes) });
      later.take?.();
      await Promise.all(this.waiting);
      this.swap();
      this.host.classList.add("nn-coming");
    }
    async finish() {
      await Promise.all(this.waiting);
      this.host.classList.remove("nn-coming");
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
      this.runs.addEventListener("pointerenter", () => prepare());
      this.input.addEventListener("focusin", () => prepare()); // a button, or the editor
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
    // Unfold whatever hides the cell.
    reveal() {
      for (let one = this.runs; one; one = one.parentElement) {
        if (one.matches("details")) one.open = true;
      }
      this.box.scrollIntoView();
      this.runs.focus({ preventScroll: true });
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
      if (!quiet) {
        this.touch();
        prepare();
      }
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
        await (what === "above" ? runAbove(cell) : fulfill(cell));
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

  // Why a run ended before its time; `cell` is where to look.
  class Failed extends Error {
    constructor(message, cell) {
      super(message);
      this.cell = cell;
    }
  }
  class Left extends Error {}

  async function runAbove(target) {
    const since = performance.now(), above = cells.slice(0, cells.indexOf(target));
    for (const [i, cell] of above.entries()) {
      bar.say(`Cell ${cell.number} runs (${i + 1} of ${above.length}) …`);
      if (await execute(cell) !== "done") throw ended(cell, cell);
    }
    const which = above.length > 1 ? `All ${above.length} cells` : "The cell";
    bar.say(`${which} above cell ${target.number} ran in ${seconds(since)}.`);
  }

  // Run a cell after those that it needs. Which ones is asked again after each: what a text of the
  // reader's changes is known only when it ran.
  async function fulfill(target) {
    const since = performance.now(), first = new Set(), again = new Set(), failed = new Set();
    let leave = false;
    for (;;) {
      // A text runs once to be known, and once more with all that it needs; a third run is no help.
      const todo = (await plan(target)).filter((cell) => cell === target || !again.has(cell));
      if (todo.length === 1) break;
      const [cell] = todo;
      if (failed.has(cell)) throw ended(cell, target);
      if (leave) {
        throw new Left(
          `Left. ${named([...first])} ran, cell ${target.number} did not.`.replace("cell", "Cell"),
        );
      }
      const count = todo.length - 1, wait = estimate(todo);
      const offer = count > 1 || wait > 3 ? ["Leave it", () => (leave = true)] : null;
      bar.say(
        `Cell ${target.number} first needs ${count > 1 ? `${count} others` : named([cell])}${
          wait > 3 ? `: about ${Math.round(wait)} s` : ""
        }. Cell ${cell.number} runs …`,
        { offer },
      );
      const end = await execute(cell);
      if (end === "stopped") throw ended(cell, target);
      if (end === "failed") failed.add(cell);
      if (first.has(cell)) again.add(cell);
      first.add(cell);
    }
    bar.say(`Cell ${target.number} runs …`);
    if (await execute(target) !== "done") throw ended(target, target);
    const cause = first.size && !failed.size ? ", which it needs" : "";
    const also = first.size ? ` First ran ${named([...first])}${cause}.` : "";
    bar.say(`Cell ${target.number} ran in ${seconds(since)}.${also}`);
  }

  async function readNames(cell) {
    const { text } = cell;
    if (cell.names?.text !== text) {
      cell.names = { ...await session.ask({ do: "name", source: text }), text };
    }
  }

  // The cells to run for a target. What the reader wrote and never ran is first read by Python.
  async function plan(target) {
    for (const cell of cells.slice(0, cells.indexOf(target) + 1)) {
      if (!needs.useOf(cell)) await readNames(cell);
    }
    const mayRead = (cell, above) => needs.mayRead(cell.names, above);
    return needs.plan(cells, session.names, target, mayRead);
  }

  // Seconds that cells will take: what the build took, and how much longer this browser takes.
  const pace = { here: 3, build: 1 };
  const estimate = (todo) =>
    todo.reduce((sum, cell) => sum + (needs.useOf(cell)?.seconds ?? 0), 0) * pace.here / pace.build;

  // Run one cell and note what it read and changed; returns how it ended.
  async function execute(cell) {
    const own = cell.text !== cell.original || !cell.record;
    if (own) await readNames(cell);
    const output = new Output(cell), { text } = cell, since = performance.now();
    current = output;
    if (session.interrupts) session.interrupts[0] = 0; // a Stop that came too late for the last one
    cell.mark("running");
    let end = "stopped", changes = [];
    try {
      ({ end, changes } = await session.ask(
        { do: "run", source: text, name: `cell ${cell.number}`, watch: own },
        (message) => output.add(message),
      ));
    } finally {
      current = null;
      await output.finish();
      const failed = end !== "done";
      if (own) {
        const above = cells.slice(0, cells.indexOf(cell));
        cell.learned = needs.learn(cell, text, changes, failed, above);
      }
      needs.ran(session.names, cell, own ? cell.learned : cell.record, { text, failed });
      if (end === "done") session.ran.add(cell);
      if (end === "done" && !own && cell.record.seconds > 0.05) {
        pace.here += (performance.now() - since) / 1000;
        pace.build += cell.record.seconds;
      }
      cell.mark(end);
    }
    if (session.ended) throw new Ended(); // stopped when it was done, but not yet shown
    return end;
  }

  function ended(cell, target) {
    return new Failed(
      cell.box.dataset.run === "stopped"
        ? `Cell ${cell.number} was stopped. All variables are as they were then.`
        : `Cell ${cell.number}${
          cell === target ? "" : `, which cell ${target.number} needs,`
        } failed: see what stands below it.`,
      cell,
    );
  }

  function explain(error) {
    if (error instanceof Failed) return bar.say(error.message, { trouble: true, cell: error.cell });
    if (error instanceof Left) return bar.say(error.message);
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
    if (!stopped) console.error(error);
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
  const records = JSON.parse(document.querySelector("#cell-records")?.textContent ?? "[]");
  for (const cell of cells) cell.record = records[cell.number - 1];
  edits.restore();
  const near = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      cells.find((cell) => cell.box === target).edit(true);
    }
  }, { rootMargin: "50% 0%" });
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
  if (hasHabit() && !document.hidden) {
    (window.requestIdleCallback ?? setTimeout)(() => prepare(true));
  }
})();
