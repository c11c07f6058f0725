// The reader's record: what was answered, kept in this browser and nowhere else.

// By the exercise's name: { right, tries } and, for a prediction, the first guess. Where the browser
// keeps nothing, or something else stands there, the record is empty and all else works.
const KEY = "how-neural-networks-learn", COURSE = "How Neural Networks Learn";

function isEntry([name, entry]) {
  return /^\d\d\/[\w-]+$/.test(name) && typeof entry?.right === "boolean" &&
    Number.isInteger(entry.tries) &&
    ["string", "undefined"].includes(typeof entry.guess);
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
  add(name, right, guess) {
    const all = record.all(), old = all[name];
    if (!name || old?.right || old?.guess !== undefined) return;
    record.keep({ ...all, [name]: { right, tries: (old?.tries ?? 0) + 1, guess } });
  },
  erase() {
    try {
      localStorage.removeItem(KEY);
    } catch { /* a browser that keeps nothing */ }
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
