// SPDX-License-Identifier: EUPL-1.2
// Between the editing of a photo and what the bridge takes of it.
import type { PhotoTools } from '../bridge';
import type { Editing } from './editing';
import { GRID, type Point } from './geometry';
import { INK_COLOURS, inkOf, STROKE_WIDTH } from './ink';

const toFraction = ([x, y]: Point): [number, number] => [x / GRID, y / GRID];
const toGrid = ([x, y]: [number, number]): Point => [Math.round(x * GRID), Math.round(y * GRID)];

export function toTools(editing: Editing, role: string): PhotoTools {
  return {
    turns: editing.quarterTurns,
    caption: editing.caption.trim(),
    role,
    sketch: editing.strokes.map(({ ink, points }) => ({
      colour: INK_COLOURS[ink],
      width: STROKE_WIDTH,
      points: points.map(toFraction),
    })),
    blackouts: editing.blackouts.map(({ x, y, width, height }) => ({ x, y, w: width, h: height })),
  };
}

export function fromTools(tools: PhotoTools): Editing {
  return {
    quarterTurns: tools.turns,
    caption: tools.caption,
    strokes: tools.sketch.map(({ colour, points }) => ({ ink: inkOf(colour), points: points.map(toGrid) })),
    blackouts: tools.blackouts.map(({ x, y, w, h }) => ({ x, y, width: w, height: h })),
  };
}
