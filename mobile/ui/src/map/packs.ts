// SPDX-License-Identifier: EUPL-1.2
// Which of the maps on this phone shows a place, and the frame around several.
import type { MapPack } from '../bridge';

export interface Place {
  lat: number;
  lon: number;
}

/** Why there is no map: this web view cannot draw one, none of the place is on this phone, or it does not open. */
export type Lack = 'webgl' | 'no_map' | 'broken';

/** West, south, east, north, in degrees. */
export type Frame = [number, number, number, number];

export function isIn([west, south, east, north]: Frame, { lat, lon }: Place): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north;
}

/** Maps whose file is on this phone: also while a newer one is on its way. */
export function drawable(packs: readonly MapPack[]): MapPack[] {
  return packs.filter((pack) => pack.file !== null);
}

export function covering(packs: readonly MapPack[], place: Place): MapPack | undefined {
  return drawable(packs).find((pack) => isIn(pack.bounds, place));
}

/** The smallest frame around all places; none around none. */
export function frameOf(places: readonly Place[]): Frame | null {
  if (!places.length) return null;
  const [lons, lats] = [places.map(({ lon }) => lon), places.map(({ lat }) => lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** A frame with so much of its own size around it. */
export function widened([west, south, east, north]: Frame, share: number): Frame {
  const [wide, high] = [(east - west) * share, (north - south) * share];
  return [west - wide, Math.max(-85, south - high), east + wide, Math.min(85, north + high)];
}

export function around(frames: readonly Frame[]): Frame | null {
  return frameOf(frames.flatMap(([west, south, east, north]) => [{ lat: south, lon: west }, { lat: north, lon: east }]));
}

export function middleOf([west, south, east, north]: Frame): Place {
  return { lat: (south + north) / 2, lon: (west + east) / 2 };
}
