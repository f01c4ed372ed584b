// SPDX-License-Identifier: EUPL-1.2
// How long a round number of metres is on the map.

const METRES_AROUND = 40_075_016.7;
/** Pixels of the whole world at zoom 0. */
const WORLD = 512;
const LONGEST = 96;
const STEPS = [1, 2, 5];

export function metresPerPixel(zoom: number, lat: number): number {
  return (METRES_AROUND * Math.cos((lat * Math.PI) / 180)) / (WORLD * 2 ** zoom);
}

/** The longest bar of a round number of metres that is not too wide. */
export function scaleOf(zoom: number, lat: number): { metres: number; pixels: number } {
  const each = metresPerPixel(zoom, lat);
  const power = 10 ** Math.floor(Math.log10(LONGEST * each));
  const step = STEPS.filter((times) => times * power <= LONGEST * each).at(-1) ?? 1;
  return { metres: step * power, pixels: Math.round((step * power) / each) };
}
