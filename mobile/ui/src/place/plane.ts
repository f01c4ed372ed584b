// SPDX-License-Identifier: EUPL-1.2
// Degrees to metres and back over the few hundred metres around a fix, where the Earth is flat enough.

const METRES_PER_DEGREE = 111_320;

interface Point {
  lat: number;
  lon: number;
}

const shrink = (lat: number) => Math.cos((lat * Math.PI) / 180);

/** How far east and north of `from` a place lies, in metres. */
export function apart(from: Point, to: Point): { east_m: number; north_m: number } {
  return {
    east_m: (to.lon - from.lon) * METRES_PER_DEGREE * shrink(from.lat),
    north_m: (to.lat - from.lat) * METRES_PER_DEGREE,
  };
}

/** To about a centimetre: more would be noise. */
export function rounded({ lat, lon }: Point): Point {
  const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;
  return { lat: round(lat), lon: round(lon) };
}

/** The place so many metres east and north of `from`, to about a centimetre. */
export function moved(from: Point, east_m: number, north_m: number): Point {
  return rounded({
    lat: from.lat + north_m / METRES_PER_DEGREE,
    lon: from.lon + east_m / (METRES_PER_DEGREE * shrink(from.lat)),
  });
}

/** Metres between two places not far apart. */
export function metresBetween(one: Point, other: Point): number {
  const { east_m, north_m } = apart(one, other);
  return Math.hypot(east_m, north_m);
}
