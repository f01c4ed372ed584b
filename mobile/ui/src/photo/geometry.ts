// SPDX-License-Identifier: EUPL-1.2
// Points and areas on a picture: fractions and grid units, turning, and lines with fewer points.

/** From left and from above, in 1/10,000 of width and height. */
export type Point = readonly [number, number];

/** A rectangle in fractions of the picture. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const GRID = 10_000;
/** Smaller areas are slips of the finger. */
const LEAST = 0.01;

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** A point after a quarter turn clockwise. */
export const turned = ([x, y]: Point): Point => [GRID - y, x];

export const turnedRegion = ({ x, y, width, height }: Region): Region => ({
  x: Math.max(0, 1 - y - height),
  y: x,
  width: height,
  height: width,
});

/** The part of an area inside the picture; none when hardly anything of it is. */
export function within(region: Region): Region | null {
  const { x, y, width, height } = region;
  if (width < LEAST || height < LEAST) return null;
  if (x >= 0 && y >= 0 && x + width <= 1 && y + height <= 1) return region;
  const [left, top] = [clamp(x, 0, 1), clamp(y, 0, 1)];
  return within({ x: left, y: top, width: Math.min(1, x + width) - left, height: Math.min(1, y + height) - top });
}

/** An area moved by so much that stays inside as a whole. */
export const moved = (region: Region, dx: number, dy: number): Region => ({
  ...region,
  x: clamp(region.x + dx, 0, 1 - region.width),
  y: clamp(region.y + dy, 0, 1 - region.height),
});

/** An area whose far corner moved. */
export const stretched = (region: Region, dx: number, dy: number): Region => ({
  ...region,
  width: clamp(region.width + dx, 0.03, 1 - region.x),
  height: clamp(region.height + dy, 0.03, 1 - region.y),
});

/** The area between two corners, however they were dragged. */
export const between = ([ax, ay]: Point, [bx, by]: Point): Region => ({
  x: Math.min(ax, bx) / GRID,
  y: Math.min(ay, by) / GRID,
  width: Math.abs(ax - bx) / GRID,
  height: Math.abs(ay - by) / GRID,
});

/** Where a finger is on a picture shown in `box`, in pixels of the screen. */
export function pointIn(box: { left: number; top: number; width: number; height: number }, x: number, y: number): Point {
  const part = (at: number, from: number, size: number) => Math.round(clamp((at - from) / size, 0, 1) * GRID);
  return [part(x, box.left, box.width), part(y, box.top, box.height)];
}

/** The line with the points left out that lie within `tolerance` of it (Ramer, Douglas, Peucker). */
export function simplified(points: readonly Point[], tolerance: number): readonly Point[] {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 3) return points;
  let farthest = 0;
  let at = 0;
  points.forEach((point, index) => {
    const distance = fromLine(point, first, last);
    if (distance > farthest) [farthest, at] = [distance, index];
  });
  if (farthest <= tolerance) return [first, last];
  const before = simplified(points.slice(0, at + 1), tolerance);
  return [...before.slice(0, -1), ...simplified(points.slice(at), tolerance)];
}

function fromLine([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs(dy * (x - ax) - dx * (y - ay)) / length;
}

/** An arrow to the middle of a picture of that shape, for who cannot draw one by hand; `aspect` is width over height. */
export function arrow(aspect: number): readonly Point[] {
  const across = (part: number) => Math.round(part / Math.max(aspect, 1));
  const down = (part: number) => Math.round(part * Math.min(aspect, 1));
  const at = (x: number, y: number): Point => [5000 + across(x), 5000 + down(y)];
  return [at(-2000, -2000), at(0, 0), at(-900, -100), at(0, 0), at(-100, -900)];
}

/** A circle around the middle. */
export function circle(aspect: number): readonly Point[] {
  const corner = (step: number): Point => {
    const angle = (step / 16) * 2 * Math.PI;
    const x = (1200 / Math.max(aspect, 1)) * Math.cos(angle);
    const y = 1200 * Math.min(aspect, 1) * Math.sin(angle);
    return [Math.round(5000 + x), Math.round(5000 + y)];
  };
  return Array.from({ length: 17 }, (_, step) => corner(step));
}
