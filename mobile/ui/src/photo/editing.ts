// SPDX-License-Identifier: EUPL-1.2
// What a person does to a photo before saving it, as plain values: every step gives a new one, so that all can be undone.
import { type Point, type Region, simplified, turned, turnedRegion, within } from './geometry';

/** Colours of a sketch, as the engine names them. */
export const INKS = ['red', 'yellow', 'white', 'black'] as const;
export type Ink = (typeof INKS)[number];

/** One line; points in 1/10,000 of the picture's width and height. */
export interface Stroke {
  readonly ink: Ink;
  readonly points: readonly Point[];
}

/** Everything done to one photo so far; areas and lines lie on the turned picture. */
export interface Editing {
  readonly quarterTurns: number;
  readonly blackouts: readonly Region[];
  readonly strokes: readonly Stroke[];
  readonly caption: string;
}

/** A step back and forth through what was done. */
export interface History {
  readonly past: readonly Editing[];
  readonly present: Editing;
  readonly future: readonly Editing[];
}

/** Limits of the engine: larger sketches and longer captions are refused there. */
export const MOST_BLACKOUTS = 64;
export const MOST_SKETCH_BYTES = 1024;
export const MOST_CAPTION = 500;

export const UNTOUCHED: Editing = { quarterTurns: 0, blackouts: [], strokes: [], caption: '' };

export const begin = (present: Editing = UNTOUCHED): History => ({ past: [], present, future: [] });

/** Goes on to `next`; what had been undone is forgotten, and a step that changes nothing is none. */
export function step(history: History, next: Editing): History {
  if (next === history.present) return history;
  return { past: [...history.past, history.present], present: next, future: [] };
}

export function undo(history: History): History {
  const present = history.past.at(-1);
  if (!present) return history;
  return { past: history.past.slice(0, -1), present, future: [history.present, ...history.future] };
}

export function redo(history: History): History {
  const [present, ...future] = history.future;
  if (!present) return history;
  return { past: [...history.past, history.present], present, future };
}

/** A quarter turn clockwise; what was drawn turns with the picture. */
export function turn(editing: Editing): Editing {
  return {
    ...editing,
    quarterTurns: (editing.quarterTurns + 1) % 4,
    blackouts: editing.blackouts.map(turnedRegion),
    strokes: editing.strokes.map((stroke) => ({ ...stroke, points: stroke.points.map(turned) })),
  };
}

export function blackOut(editing: Editing, region: Region): Editing {
  const kept = within(region);
  if (!kept || editing.blackouts.length >= MOST_BLACKOUTS) return editing;
  return { ...editing, blackouts: [...editing.blackouts, kept] };
}

/** Moves or resizes one area; it stays inside the picture. */
export function reshape(editing: Editing, at: number, region: Region): Editing {
  const kept = within(region);
  if (!kept) return editing;
  return { ...editing, blackouts: editing.blackouts.map((old, index) => (index === at ? kept : old)) };
}

export const uncover = (editing: Editing, at: number): Editing => ({
  ...editing,
  blackouts: editing.blackouts.filter((_, index) => index !== at),
});

/** Adds a line with as many of its points as the engine has room for. */
export function draw(editing: Editing, ink: Ink, points: readonly Point[]): Editing {
  if (points.length === 0) return editing;
  for (const tolerance of [20, 50, 100, 200, 400]) {
    const stroke: Stroke = { ink, points: simplified(points, tolerance) };
    const strokes = [...editing.strokes, stroke];
    if (sketchBytes(strokes) <= MOST_SKETCH_BYTES) return { ...editing, strokes };
  }
  return editing;
}

/** Moves the line at `index` by so much, as far as it stays inside the picture. */
export function shift(editing: Editing, index: number, by: Point): Editing {
  const moved = (stroke: Stroke): Stroke => ({ ...stroke, points: stroke.points.map(([x, y]) => [x + by[0], y + by[1]]) });
  const inside = ({ points }: Stroke) => points.flat().every((part) => part >= 0 && part <= 10_000);
  const strokes = editing.strokes.map((stroke, at) => (at === index ? moved(stroke) : stroke));
  return strokes.every(inside) ? { ...editing, strokes } : editing;
}

export const erase = (editing: Editing, at: number): Editing => ({
  ...editing,
  strokes: editing.strokes.filter((_, index) => index !== at),
});

export const write = (editing: Editing, caption: string): Editing =>
  caption === editing.caption ? editing : { ...editing, caption: [...caption].slice(0, MOST_CAPTION).join('') };

/** Bytes the engine will count: CBOR of the lines, every number at its longest. */
export function sketchBytes(strokes: readonly Stroke[]): number {
  return strokes.reduce((bytes, stroke) => bytes + 8 + stroke.points.length * 7, 6);
}

export const isRedacted = (editing: Editing): boolean => editing.blackouts.length > 0;
