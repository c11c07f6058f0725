// Which script draws which kind. `forms` are the closed forms, for the tests.

import { ask, judgeNumber, readings } from "../ask.js";
import { arrange, judgeArrange } from "../arrange.js";
import { bend, bent } from "../bend.js";
import { bumps, network, weights } from "../bumps.js";
import { check } from "../check.js";
import { claim, notes } from "../claim.js";
import { cover, covered } from "../cover.js";
import { code, coded } from "../code.js";
import { descent, downhill } from "../downhill.js";
import { duel, factor, played } from "../duel.js";
import { explore } from "../explore.js";
import { folding } from "../folding.js";
import { gallery } from "../gallery.js";
import { graph } from "../graph.js";
import { entropies, joint } from "../joint.js";
import { outcome } from "../outcome.js";
import { line, neuron } from "../line.js";
import { logits, shares } from "../logits.js";
import { looked, lookup } from "../lookup.js";
import { lookInto } from "../network.js";
import { progress } from "../progress.js";
import { influences, reader, recited } from "../reader.js";
import { days, distance, shift } from "../shift.js";
import { convolved, readBy, slide } from "../slide.js";
import { towers, towersAt } from "../towers.js";
import { keepKeys } from "./dom.js";
import { backward, forward, stepped } from "./mlp.js";

const kinds = {
  explore,
  line,
  logits,
  bumps,
  bend,
  downhill,
  duel,
  code,
  joint,
  graph,
  ask,
  outcome,
  arrange,
  gallery,
  check,
  claim,
  notes,
  progress,
  network: lookInto,
  folding,
  shift,
  towers,
  cover,
  slide,
  reader,
  lookup,
};
export const forms = {
  covered,
  neuron,
  shares,
  network,
  weights,
  bent,
  descent,
  played,
  factor,
  coded,
  entropies,
  forward,
  backward,
  stepped,
  readings,
  judgeNumber,
  judgeArrange,
  days,
  distance,
  towersAt,
  convolved,
  readBy,
  recited,
  influences,
  looked,
};
export default {
  async render({ model, el }) {
    const release = keepKeys(el);
    const end = await kinds[model.get("kind")]({ model, el });
    return () => {
      release();
      end?.();
    };
  },
};
