// Lets a keyboard reach what scrolls (wide formulas, tables, long outputs), and prints on white.
(() => {
  "use strict";
  const scrolling = {
    ".bd-article div.math": "Formula",
    ".bd-article .pst-scrollable-table-container": "Table",
    ".bd-article pre": "Code",
    ".bd-article .text_html": "Output",
  };

  function mark() {
    for (const [selector, name] of Object.entries(scrolling)) {
      for (const box of document.querySelectorAll(selector)) {
        const wide = box.scrollWidth > box.clientWidth + 1,
          { overflowX, maxHeight } = getComputedStyle(box);
        const long = maxHeight !== "none" && box.scrollHeight > box.clientHeight + 1;
        if (long || (wide && overflowX !== "visible")) {
          box.tabIndex = 0;
          box.setAttribute("role", "group");
          box.setAttribute("aria-label", `${name}, scrolls${long ? "" : " sideways"}`);
        } else if (box.getAttribute("role") === "group") {
          for (const attribute of ["tabindex", "role", "aria-label"]) {
            box.removeAttribute(attribute);
          }
        }
      }
    }
  }

  // MathJax draws formulas after the page has loaded, and sizes change with the window.
  addEventListener("load", () => {
    (window.MathJax?.startup?.promise ?? Promise.resolve()).then(mark);
    new ResizeObserver(mark).observe(document.querySelector(".bd-article") ?? document.body);
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
})();
