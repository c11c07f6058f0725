// What was set, in the page's address: ?name.parameter=value for all that differs from the start.
// The loader gives each widget of a published page its own name, and its box the id of that name.

import { h } from "./dom.js";

// Without an `own` name, as in Jupyter, nothing is read or written and there is no link to copy.
export function address(own) {
  if (!own) return null;
  let later = null, last = [];
  const put = (url) => {
    for (const [key, value] of last) {
      value === null
        ? url.searchParams.delete(`${own}.${key}`)
        : url.searchParams.set(`${own}.${key}`, value);
    }
    return url;
  };
  const write = () => {
    const before = location.search, url = put(new URL(location.href));
    try {
      if (url.search !== before) history.replaceState(history.state, "", url);
    } catch { /* from disk, or too often: then the address stays as it is */ }
  };
  return {
    get: (key) => new URL(location.href).searchParams.get(`${own}.${key}`),
    set(values) {
      last = values;
      clearTimeout(later);
      later = setTimeout(write, 150); // a slider moves faster than an address may change
    },
    link() {
      const url = new URL(location.href);
      url.search = "";
      url.hash = `widget-${own}`;
      return put(url).href;
    },
  };
}

export function copyLink(shared) {
  if (!shared) return null;
  const name = "Copy link", text = h("span", {}, name);
  return h("button", {
    type: "button",
    class: "nn-link",
    async onclick() {
      try {
        await navigator.clipboard.writeText(shared.link());
        text.textContent = "Copied";
      } catch { // not allowed here: the address bar has it
        try {
          history.replaceState(history.state, "", shared.link());
          text.textContent = "See the address bar";
        } catch {
          text.textContent = "Not possible here";
        }
      }
      setTimeout(() => {
        text.textContent = name;
      }, 2000);
    },
  }, text);
}
