// How the search ranks what it found, and what it quotes. Sphinx reads `Scorer`, and asks `score`
// for each result: the pages that teach come before those that are looked things up in.
// deno-lint-ignore-file no-unused-vars
const Scorer = {
  score: (result) => {
    const [page, , anchor, , points] = result;
    const kind = page.startsWith("lessons/") ? 30 : page === "book/reference" ? -10 : 0;
    return points + kind + (anchor ? 3 : 0); // a section rather than its whole page
  },
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};

// What is quoted from a page is its prose: no code, no formula's source, no control.
addEventListener("DOMContentLoaded", () => {
  if (typeof Search === "undefined") return;
  const whole = Search.htmlToText;
  const silent = ".cell_input, .nn-widget, .admonition, pre, annotation, script, style, nav, form";
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll(silent).forEach((part) => part.remove());
    return whole(page.documentElement.outerHTML, anchor);
  };
});
