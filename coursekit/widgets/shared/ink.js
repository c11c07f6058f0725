// Drawing by hand on a grid of pixels, and what of it an address keeps.

import { between } from "./drawn.js";

const LEVELS = 16; // of ink, as in the scanned digits

export const decode = (ink) => Array.from(ink, (c) => parseInt(c, LEVELS + 1) / LEVELS);
export const encode = (x) =>
  x.map((v) => Math.round(between(v, 0, 1) * LEVELS).toString(LEVELS + 1)).join("");

// The pen inks what lies under it fully and what lies beside it in part, as the scans do.
export function stroked(x, side, from, to, erase) {
  const inked = [...x],
    steps = Math.max(1, Math.ceil(4 * Math.hypot(to[0] - from[0], to[1] - from[1])));
  for (let s = 0; s <= steps; s++) {
    const u = from[0] + (to[0] - from[0]) * s / steps,
      v = from[1] + (to[1] - from[1]) * s / steps;
    inked.forEach((value, i) => {
      const away = Math.hypot(i % side + 0.5 - u, Math.floor(i / side) + 0.5 - v);
      const press = between(1.35 - 1.2 * away, 0, 1);
      inked[i] = erase ? Math.min(value, 1 - press) : Math.max(value, press);
    });
  }
  return inked;
}
