// The frame of the book: lets a keyboard reach what scrolls, prints on white, says where one is and
// how far, and shows as much of the code as its reader wants.
(() => {
  "use strict";
  const scrolling = {
    ".bd-article div.math": "Formula",
    ".bd-article .pst-scrollable-table-container": "Table",
    ".bd-article pre": "Code",
    ".bd-article .text_html": "Output",
  };

  // What goes on to the right fades at the edge, until its end has been reached.
  const goesOn = (box) => box.scrollLeft + box.clientWidth < box.scrollWidth - 1;
  const fade = (box, on = goesOn(box)) => box.classList.toggle("nn-goes-on", on);

  function measured(box) {
    const { overflowX, maxHeight } = getComputedStyle(box);
    const wide = box.scrollWidth > box.clientWidth && overflowX !== "visible";
    const long = maxHeight !== "none" && box.scrollHeight > box.clientHeight + 1;
    return { box, wide, long, on: wide && goesOn(box) };
  }
  function reach({ box, wide, long, on }) {
    fade(box, on);
    box.onscroll = wide ? () => fade(box) : null;
    if (wide || long) {
      const name = known.get(box);
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", `${name}, scrolls${long ? "" : " sideways"}`);
    } else if (box.getAttribute("role") === "group") {
      for (const attribute of ["tabindex", "role", "aria-label"]) box.removeAttribute(attribute);
    }
  }

  // What cells print: sentences may break into lines, tables (columns apart by spaces) may not.
  const kind = (box) => {
    if (!box.matches(".cell_output pre")) return;
    box.classList.toggle("nn-sentences", !/\S {2,}\S/.test(box.textContent));
  };

  // Sizes change with the fonts, with the window, and where something unfolds. All that changed is
  // measured first and marked then: one layout, not one each. What is folded is not laid out at all.
  const known = new WeakMap();
  const sizes = new ResizeObserver((seen) => {
    const boxes = seen.map(({ target }) => target);
    boxes.forEach(kind);
    boxes.map(measured).forEach(reach);
  });
  function watch() {
    for (const [selector, name] of Object.entries(scrolling)) {
      for (const box of document.querySelectorAll(selector)) {
        if (known.has(box)) continue;
        known.set(box, name);
        sizes.observe(box);
      }
    }
  }
  addEventListener("load", () => {
    document.fonts.ready.then(watch);
    new ResizeObserver(watch).observe(document.querySelector(".bd-article") ?? document.body);
  });

  // A folded section opens when an address leads into it, as a heading or as anything inside.
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const own = target.querySelector(":scope > details.nn-aside");
    let closed = own ?? target.parentElement.closest("details:not([open])");
    if (!closed || closed.open) return;
    for (; closed; closed = closed.parentElement.closest("details:not([open])")) closed.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  addEventListener("DOMContentLoaded", reveal);

  // Who copies a formula gets its TeX.
  addEventListener("copy", (event) => {
    const selection = getSelection();
    if (!selection.rangeCount) return;
    const part = document.createElement("div");
    part.append(selection.getRangeAt(0).cloneContents());
    const formulas = part.querySelectorAll("math");
    if (!formulas.length) return;
    formulas.forEach((math) => math.replaceWith(`$${math.getAttribute("alttext")}$`));
    Object.assign(part.style, { position: "fixed", left: "-100vw", width: "50rem" });
    document.body.append(part); // so that lines break as they are seen
    event.clipboardData.setData("text/plain", part.innerText);
    part.remove();
    event.preventDefault();
  });

  // Opened from disk, the notebook app cannot start: browsers give it neither files nor workers.
  if (location.protocol === "file:") {
    addEventListener("DOMContentLoaded", () => {
      document.querySelector('a[href*="notebook/notebooks/"]')?.closest("li").remove();
    });
  }

  const { dataset } = document.documentElement;
  let theme, closed;
  addEventListener("beforeprint", () => {
    theme = dataset.theme;
    dataset.theme = "light";
    closed = [...document.querySelectorAll("details.nn-aside:not([open])")];
    closed.forEach((aside) => aside.open = true);
  });
  addEventListener("afterprint", () => {
    dataset.theme = theme;
    closed.forEach((aside) => aside.open = false);
  });

  // ---- the frame --------------------------------------------------------------------------------

  // A page opened from disk or with storage switched off keeps nothing, and all else works.
  const NAME = "how-neural-networks-learn";
  function read(key) {
    try {
      return localStorage.getItem(NAME + key);
    } catch {
      return null;
    }
  }
  function keep(key, text) {
    try {
      localStorage.setItem(NAME + key, text);
    } catch { /* a browser that keeps nothing */ }
  }
  function parsed(text, otherwise) {
    try {
      return JSON.parse(text) ?? otherwise;
    } catch {
      return otherwise;
    }
  }
  function told(name) {
    return parsed(document.querySelector(`meta[name="${name}"]`)?.content ?? null, null);
  }
  function h(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  // The drawers of a phone: a chosen place closes them, also when one comes back to the page.
  const close = () => document.querySelectorAll("dialog[open]").forEach((box) => box.close());
  for (const drawer of document.querySelectorAll("dialog[id$=sidebar-modal]")) {
    drawer.addEventListener("click", ({ target }) => target.closest("a[href]") && close());
  }
  addEventListener("pageshow", ({ persisted }) => persisted && close());

  // The theme's color button needs storage; where there is none, this one does its work.
  let storage = true;
  try {
    localStorage.getItem("mode");
  } catch {
    storage = false;
  }
  if (!storage) {
    const modes = ["auto", "light", "dark"], dark = matchMedia("(prefers-color-scheme: dark)");
    for (const button of document.querySelectorAll(".theme-switch-button")) {
      button.addEventListener("click", (event) => {
        event.stopImmediatePropagation();
        dataset.mode = modes[(modes.indexOf(dataset.mode) + 1) % modes.length];
        dataset.theme = dataset.mode !== "auto" ? dataset.mode : dark.matches ? "dark" : "light";
      }, { capture: true });
    }
  }

  // ---- how far one is -----------------------------------------------------------------------------

  const course = told("course") ?? {}, lesson = told("lesson");
  const place = parsed(read(".place"), null);

  // The names of the exercises that were answered: solved, or guessed before the result was known.
  function answered() {
    const all = parsed(read(""), {});
    return new Set(
      Object.keys(all).filter((name) => all[name]?.right === true || all[name]?.guess != null),
    );
  }
  // "✓", "3 of 14" or nothing, in the words of those who see and of those who listen.
  function badge(done, total) {
    const all = done >= total;
    const text = all ? "✓" : `${done}/${total}`;
    const said = all ? "all exercises answered" : `${done} of ${total} exercises answered`;
    return h(
      "span",
      { class: all ? "nn-done nn-all" : "nn-done", title: said },
      h("span", { "aria-hidden": "true" }, text),
      h("span", { class: "visually-hidden" }, ` (${said})`),
    );
  }
  function mark(link, done, total) {
    link.querySelector(".nn-done")?.remove();
    if (done && total) link.append(badge(done, total));
  }
  function showRecord() {
    const done = answered();
    const of = (number) => [...done].filter((name) => name.startsWith(`${number}/`)).length;
    for (const link of document.querySelectorAll(".bd-docs-nav a, .bd-links a")) {
      const [, number] = link.href.match(/\/(\d\d)_\w+\.html(?:#.*)?$/) ?? [];
      if (number in course) mark(link, Math.min(of(number), course[number]), course[number]);
    }
    for (const state of document.querySelectorAll(".nn-card-state")) {
      const { lesson: number } = state.dataset, total = course[number];
      const found = Math.min(of(number), total);
      state.dataset.all ??= state.textContent;
      if (!found) continue;
      state.textContent = `${state.dataset.all.split(" · ")[0]} · ${
        found === total ? `✓ all ${total}` : `${found} of ${total}`
      } exercises answered`;
      state.nextElementSibling.style.setProperty("--done", found / total);
    }
    lesson?.sections.forEach(({ id, exercises }, i) => {
      const solved = exercises.filter((name) => done.has(name)).length;
      for (const link of document.querySelectorAll(`.page-toc a[href="#${id}"]`)) {
        mark(link, solved, exercises.length);
      }
      steps[i]?.classList.toggle("nn-solved", solved > 0 && solved === exercises.length);
    });
  }

  // ---- the lesson's own line ------------------------------------------------------------------------

  const steps = [], bar = document.querySelector(".bd-header-article");
  if (lesson && bar) {
    const { number, minutes, sections } = lesson, asked = sections.filter((one) => !one.name);
    const heads = sections.map(({ id }) => document.getElementById(id));
    const where = h("p", { class: "nn-where" });
    steps.push(...sections.map(() => h("span")));
    bar.append(h("div", { class: "nn-trail", "aria-hidden": "true" }, ...steps));
    const start = bar.querySelector(".header-article-items__start");
    start.append(where);

    const page = () => document.querySelector(".bd-article");
    let moved = false, said = "";
    // What is put in brackets is left out where there is no room for it.
    const say = (text) => {
      if (said === text) return;
      said = text;
      const parts = text.split(/[[\]]/);
      where.replaceChildren(
        ...parts.map((part, i) => i % 2 ? h("span", { class: "nn-long" }, part) : part),
      );
    };
    const show = () => {
      const eye = innerHeight * 0.4, { top, bottom } = page().getBoundingClientRect();
      const tops = [...heads.map((head) => head.getBoundingClientRect().top), bottom];
      const at = tops.slice(0, -1).findLastIndex((y) => y <= eye);
      steps.forEach((step, i) => {
        const read = (eye - tops[i]) / Math.max(1, tops[i + 1] - tops[i]);
        step.style.setProperty("--read", Math.min(1, Math.max(0, read)).toFixed(3));
      });
      const rest = Math.min(1, Math.max(0, (bottom - innerHeight) / (bottom - top)));
      const left = Math.ceil(minutes * rest);
      const time = !minutes ? "" : left ? ` · ${left} min[ left]` : " · done";
      const now = sections[at];
      if (!now) say(`${asked.length} questions${minutes ? `[ · ${minutes} min]` : ""}`);
      else if (!now.name) {
        say(`[Question ]${asked.indexOf(now) + 1} of ${asked.length}${time}`);
      } else say(`${now.name}${time}`);
      if (!moved || !now) return;
      const next = document.querySelector("a.right-next")?.getAttribute("href") ?? "";
      const [, follows] = next.match(/^(\d\d_\w+)\.html$/) ?? [];
      const here = rest < 0.02 && follows
        ? { page: `lessons/${follows}`, lesson: Number(follows.slice(0, 2)), question: 0, id: "" }
        : {
          page: DOCUMENTATION_OPTIONS.pagename ?? location.pathname.match(/lessons\/\d\d_\w+/)[0],
          lesson: number,
          question: asked.indexOf(now) + 1,
          id: now.id,
        };
      keep(".place", JSON.stringify(here));
    };
    let due = 0;
    const later = () => {
      due ||= requestAnimationFrame(() => {
        due = 0;
        show();
      });
    };
    addEventListener("scroll", () => {
      moved = true;
      later();
    }, { passive: true });
    addEventListener("resize", later);
    show();

    // One switch for the code of all lessons.
    const level = read(".code") ?? "", switched = h("select", {});
    for (const [value, name] of [["all", "all"], ["", "essential"], ["none", "none"]]) {
      switched.append(h("option", { value }, name));
    }
    switched.value = ["all", "none"].includes(level) ? level : "";
    start.append(h("label", { class: "nn-code-switch" }, h("span", {}, "Code: "), switched));
    const folds = document.querySelectorAll(
      ".bd-article :is(details.nn-folds, div.cell:not(.tag_hide-cell) > details.hide)",
    );
    const unfold = () => {
      dataset.code = switched.value;
      for (const fold of folds) fold.open = switched.value === "all";
    };
    if (switched.value === "all") unfold();
    switched.addEventListener("change", () => {
      const shown = [...document.querySelectorAll(".bd-article :is(p, h2, h3, .cell_output)")]
        .find((node) => node.getBoundingClientRect().top > 60);
      const before = shown?.getBoundingClientRect().top;
      unfold();
      keep(".code", switched.value);
      // what one reads stays where it is
      if (shown) scrollBy({ top: shown.getBoundingClientRect().top - before, behavior: "instant" });
    });
  }

  // The first page leads on from where one was.
  const go = document.querySelector(".nn-home > .hero a[href]");
  if (go && /^lessons\/\d\d_\w+$/.test(place?.page) && /^[\w-]*$/.test(place.id)) {
    const first = go.cloneNode(true);
    const question = place.question > 0 ? `, question ${place.question}` : "";
    const what = `Continue: lesson ${place.lesson}${question}`;
    go.textContent = what;
    go.href = `../${place.page}.html${place.id ? `#${place.id}` : ""}`;
    go.after(" ", first);
  }

  showRecord();
  // The record changes when something is answered here, or in another tab.
  for (const event of ["click", "keyup"]) {
    document.querySelector(".bd-article")?.addEventListener(
      event,
      () => setTimeout(showRecord, 50),
    );
  }
  addEventListener("storage", showRecord);
  addEventListener("pageshow", showRecord);
})();
