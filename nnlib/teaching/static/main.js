// Which script draws which kind. `forms` are the closed forms, for the tests.

const kinds = { explore, line, ask, code, claim, notes };
export const forms = { neuron, number, judgeNumber };
export default { render: ({ model, el }) => kinds[model.get("kind")]({ model, el }) };
