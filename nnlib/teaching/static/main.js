// Which script draws which kind. `forms` are the closed forms, for the tests.

const kinds = { explore, line, logits, bumps, bend, downhill, graph, ask, gallery, code, claim, notes, progress };
export const forms = { neuron, shares, bits, network, weights, bent, descent, number, judgeNumber };
export default {
  async render({ model, el }) {
    const release = keepKeys(el);
    const end = await kinds[model.get("kind")]({ model, el });
    return () => { release(); end?.(); };
  },
};
