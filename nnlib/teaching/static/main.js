// Which script draws which kind. `forms` are the closed forms, for the tests.

const kinds = { explore, line, logits, bumps, bend, ask, gallery, code, claim, notes, progress };
export const forms = { neuron, shares, bits, network, weights, bent, number, judgeNumber };
const kinds = { explore, line, logits, bumps, graph, ask, gallery, code, claim, notes, progress };
export const forms = { neuron, shares, bits, network, weights, number, judgeNumber };
const kinds = { explore, line, logits, bumps, downhill, ask, gallery, code, claim, notes, progress };
export const forms = { neuron, shares, bits, network, weights, descent, number, judgeNumber };
export default {
  async render({ model, el }) {
    const release = keepKeys(el);
    const end = await kinds[model.get("kind")]({ model, el });
    return () => { release(); end?.(); };
  },
};
