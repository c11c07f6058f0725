// Runs Python for one page, away from the page: `live.js` sends cells, this file answers with what
// they say. Messages that come in: {do: "start", base, lock, interrupts, warm},
// {do: "name", source} and {do: "run", source, name, watch}. Their answers, by `kind`: loading,
// ready; named; stream, show, frame, error, done; and failed, where Python can't start or ended.

let python, runner, loaded = 0, trouble = "", giveUp;
const broken = new Promise((_, reject) => {
  giveUp = reject;
});
broken.catch(() => {});

// Say once what went wrong. Pyodide waits for ever for some files, and passes over others.
function blame(said) {
  trouble ||= said;
  giveUp(new Error(said));
}

// Every download counts its bytes, and says in words what went wrong.
const download = self.fetch;
self.fetch = async (input, options) => {
  const url = String(input?.url ?? input),
    name = new URL(url, self.location).pathname.split("/").at(-1);
  const unreachable = `The file ${name} could not be loaded.`;
  let answer;
  try {
    answer = await download(input, options);
  } catch (error) {
    // A file that arrives, but not with the recorded checksum, is damaged; all else is unreachable.
    const arrives = options?.integrity && (await download(url).then((r) => r.ok, () => false));
    blame(arrives ? `The file ${name} is damaged: its checksum is wrong.` : unreachable);
    throw error;
  }
  if (!answer.ok) {
    blame(`The file ${name} could not be loaded (the server answered ${answer.status}).`);
  }
  const count = new TransformStream({
    transform(chunk, out) {
      loaded += chunk.byteLength;
      postMessage({ kind: "loading", bytes: loaded });
      out.enqueue(chunk);
    },
  });
  answer.body?.pipeTo(count.writable).catch(() => blame(unreachable)); // cut off on its way
  return new Response(answer.body && count.readable, answer);
};

function emit(text, given) {
  const buffers = given.toJs();
  given.destroy();
  postMessage({ ...JSON.parse(text), buffers }, buffers.map((bytes) => bytes.buffer));
}

async function start({ base, lock, interrupts, warm }) {
  const { loadPyodide } = await import(`${base}pyodide.mjs`).catch((error) => {
    blame("The file pyodide.mjs could not be loaded.");
    throw error;
  });
  python = await loadPyodide({ indexURL: base, lockFileURL: lock, env: { MPLBACKEND: "agg" } });
  await python.loadPackage("nnlib", { messageCallback() {}, errorCallback: blame });
  for (const name of ["page_needs.py", "page_runner.py"]) {
    const text = await (await download(new URL(name, import.meta.url))).text();
    python.FS.writeFile(name, text);
  }
  self.fetch = download; // from here on, what a cell fetches is its own affair
  if (interrupts) python.setInterruptBuffer(interrupts);
  const begin = python.runPython(`
import json, sys, warnings
sys.path.insert(0, ".")
import page_runner
warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")
lambda emit: page_runner.Runner(lambda message, buffers: emit(json.dumps(message), buffers))
`);
  runner = begin(emit);
  // A first picture imports matplotlib and looks for fonts: seconds that need not be waited for.
  if (warm) {
    python.runPython(
      `
import matplotlib
from coursekit.figures import figure, svg
with matplotlib.rc_context():
    svg(figure()[0])
`,
      { globals: python.toPy({}) },
    );
  }
  postMessage({ kind: "ready" });
}

const tasks = {
  start: (message) => Promise.race([start(message), broken]),
  name({ source }) {
    postMessage({
      kind: "named",
      ...runner.named(source).toJs({ dict_converter: Object.fromEntries }),
    });
  },
  // With `watch`, the answer says which names the cell changed.
  run({ source, name, watch }) {
    const before = watch ? runner.fingerprints() : null;
    const end = runner.run(source, name);
    const changes = before ? runner.changed(before).toJs() : [];
    before?.destroy();
    postMessage({ kind: "done", end, changes });
  },
};

self.onmessage = async ({ data }) => {
  try {
    await tasks[data.do](data);
  } catch (error) {
    postMessage({ kind: "failed", why: trouble || String(error.message ?? error) });
  }
};
