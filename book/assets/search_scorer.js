// How the search ranks what it found, and what it quotes. Sphinx copies this into its search.

// The pages that teach come before those in which one looks things up, and a section before its page.
Object.assign(Scorer, {
  score([page, , anchor, , points]) {
    const kind = page.startsWith("lessons/") ? 30 : page === "book/reference" ? -10 : 0;
    return points + kind + (anchor ? 3 : 0);
  },
});

// What is quoted from a page is its prose (no code, no formula's source, no control), from the section
// that has most of what was asked for; a link leads there.
const summary = Search.makeSearchSummary;
Search.makeSearchSummary = (html, keywords, anchor) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const silent =
    ".cell_input, .nn-widget, .admonition, pre, annotation, nav, form, h1, .headerlink";
  page.querySelectorAll(silent).forEach((part) => part.remove());
  const asked = [...keywords].map((word) => word.toLowerCase());
  const found = (section) => {
    const text = section.textContent.toLowerCase();
    return asked.reduce((sum, word) => sum + text.split(word).length - 1, 0);
  };
  const sections = anchor ? [] : [...page.querySelectorAll("article section section")];
  const best = sections.sort((a, b) => found(b) - found(a))[0];
  const quote = summary(page.documentElement.outerHTML, keywords, best ? `#${best.id}` : anchor);
  const heading = best && found(best) ? best.querySelector("h2, h3, h4")?.textContent : null;
  if (quote && heading) {
    const link = document.createElement("a");
    link.textContent = heading;
    quote.prepend(link, " · ");
    queueMicrotask(() => {
      const whole = quote.closest("li")?.querySelector("a");
      if (whole) link.href = `${whole.href.split("#")[0]}#${best.id}`;
    });
  }
  return quote;
};
