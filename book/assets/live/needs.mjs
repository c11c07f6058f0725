// Tells which cells must run before another one, so that it shows what it would show if all cells
// above it had run, as they stand now.
//
// A cell is {text, original, record, learned}. What its text does with names is its use, {reads,
// changes, later} and perhaps `seconds`: the book's own text has the `record` of the build, a text of
// the reader's has `learned` once it ran. Before that nobody knows what it changes: it runs first.
//
// What a name holds is told by its version, made from the cell that changed it last and the versions
// of all that this cell read. A session is a Map from names to {version, by, text, base}: the cell
// and the text that changed it last, and the version that this cell found.

const versions = new Map();

function versionOf(made) {
  if (!versions.has(made)) versions.set(made, versions.size + 1);
  return versions.get(made);
}

/** The use of a cell as it stands; null where it is not known. */
export function useOf(cell) {
  if (cell.text === cell.original && cell.record) return cell.record;
  return cell.learned?.text === cell.text ? cell.learned : null;
}

// A cell that runs again goes on from where it was: that it changed a name itself does not count.
function found(session, name, cell, text = cell.text) {
  const state = session.get(name);
  return state?.by === cell && state.text === text ? state.base : state?.version;
}

/** Note in a session that a cell ran; one that failed leaves what nothing else can make. */
export function ran(session, cell, use, { text = cell.text, failed = false } = {}) {
  const inputs = use.reads.map((name) => `${name} ${found(session, name, cell, text)}`).sort();
  const made = JSON.stringify([cell.number, text, inputs, failed && versions.size]);
  const version = versionOf(made);
  for (const name of use.changes) {
    const base = found(session, name, cell, text);
    session.set(name, { version, by: cell, text, base });
  }
}

/**
 * What a text of the reader's may read: the names in it, and those in functions that it may reach
 * through them. `named` is what Python says of the text: {reads, everything}.
 */
export function mayRead(named, above) {
  const uses = above.map((cell) => useOf(cell) ?? cell.record).filter((use) => use);
  if (named.everything) return [...new Set(uses.flatMap((use) => use.changes))];
  const reads = new Set(named.reads), todo = [...reads], seen = new Set();
  while (todo.length) {
    const name = todo.pop();
    if (seen.has(name)) continue;
    seen.add(name);
    for (const use of uses.filter(({ changes }) => changes.includes(name))) {
      for (const later of use.later) reads.add(later);
      todo.push(...use.later, ...use.reads);
    }
  }
  return [...reads];
}

/**
 * The use of a text of the reader's that has run and changed some names. One that failed may change
 * what the book's text changes, once it is mended.
 */
export function learn(cell, text, changes, failed, above) {
  const { gives, later } = cell.names;
  const uses = [
    { reads: mayRead(cell.names, above), changes: gives },
    { reads: changes.filter((name) => !gives.includes(name)), changes },
    cell.learned?.text === text ? cell.learned : null,
    failed ? cell.record : null,
  ].filter((use) => use);
  const all = (key) => [...new Set(uses.flatMap((use) => use[key]))];
  return { text, reads: all("reads"), changes: all("changes"), later };
}

/**
 * The cells to run for a target, in order, itself the last. `unknown(cell, above)` gives what a text
 * may read that never ran. After the first such cell the answer is to be asked for again.
 */
export function plan(cells, session, target, unknown) {
  const above = cells.slice(0, cells.indexOf(target));
  const todo = new Set([target, ...above.filter((cell) => !useOf(cell))]);
  for (let before = 0; before < todo.size;) {
    before = todo.size;
    const now = new Map(session), book = new Map(); // as it will be, and as it should be
    for (const [i, cell] of [...above, target].entries()) {
      const use = useOf(cell) ??
        { changes: cell.record?.changes ?? [], reads: unknown(cell, above.slice(0, i)) };
      if (todo.has(cell)) {
        for (const name of use.reads) {
          const should = book.get(name);
          if (should && found(now, name, cell) !== should.version) todo.add(should.by);
        }
        ran(now, cell, use);
      }
      ran(book, cell, use);
    }
  }
  return cells.filter((cell) => todo.has(cell));
}
