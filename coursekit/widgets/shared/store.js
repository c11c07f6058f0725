// The reader's record: what was answered, kept in this browser and nowhere else.

// By the exercise's name: { right, tries }, the answer that was right as it was given, and, for a
// prediction, the first guess with the reader's reason. Where the browser keeps nothing, or something
// else stands there, the record is empty and all else works.
const KEY = "how-neural-networks-learn", COURSE = "How Neural Networks Learn", NEWS = `${KEY}.news`;

function isEntry([name, entry]) {
  return /^\d\d\/[\w-]+$/.test(name) && typeof entry?.right === "boolean" &&
    Number.isInteger(entry.tries) &&
    ["guess", "reason", "answer"].every((key) =>
      ["string", "undefined"].includes(typeof entry[key])
    );
}

// Call `changed` whenever the record may have changed: here, in another tab, or before coming back
// to this page. Returns a function that lets go.
export function heard(changed) {
  const news = [NEWS, "storage", "pageshow"];
  news.forEach((event) => addEventListener(event, changed));
  return () => news.forEach((event) => removeEventListener(event, changed));
}

export const record = {
  all() {
    try {
      return Object.fromEntries(
        Object.entries(JSON.parse(localStorage.getItem(KEY)) ?? {}).filter(isEntry),
      );
    } catch {
      return {};
    }
  },
  keep(all) {
    try {
      localStorage.setItem(KEY, JSON.stringify(all));
    } catch { /* a browser that keeps nothing */ }
    dispatchEvent(new Event(NEWS));
  },
  works() {
    try {
      localStorage.setItem(`${KEY}.try`, "");
      localStorage.removeItem(`${KEY}.try`);
      return true;
    } catch {
      return false;
    }
  },
  // After the first right answer, or the first guess, more tries change nothing.
  add(name, right, kept = {}) {
    const all = record.all(), old = all[name];
    if (!name || old?.right || old?.guess !== undefined) return;
    record.keep({ ...all, [name]: { right, tries: (old?.tries ?? 0) + 1, ...kept } });
  },
  erase() {
    try {
      localStorage.removeItem(KEY);
    } catch { /* a browser that keeps nothing */ }
    dispatchEvent(new Event(NEWS));
  },
  written: () => JSON.stringify({ course: COURSE, record: record.all() }, null, 1),
  // Merge what `written` gave: solved is solved, and a guess made here stays. False: not such a text.
  merge(text) {
    let given;
    try {
      given = JSON.parse(text);
    } catch {
      return false;
    }
    if (given?.course !== COURSE || typeof given.record !== "object") return false;
    const all = record.all(), found = Object.entries(given.record ?? {}).filter(isEntry);
    record.keep({
      ...all,
      ...Object.fromEntries(
        found.filter(([name]) => !all[name]?.right && all[name]?.guess === undefined),
      ),
    });
    return true;
  },
};
