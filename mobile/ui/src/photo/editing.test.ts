// SPDX-License-Identifier: EUPL-1.2
// Everything done to a photo can be undone, turns with it, and fits what the engine takes.
import { describe, expect, it } from 'vitest';
import { begin, blackOut, draw, erase, isRedacted, redo, reshape, shift, sketchBytes, step, turn, uncover, undo, UNTOUCHED, write } from './editing';
import { fromTools, toTools } from './tools';
import { arrow, between, circle, type Point, pointIn, simplified, stretched } from './geometry';

const face = { x: 0.1, y: 0.2, width: 0.3, height: 0.1 };

describe('history', () => {
  it('takes every step back and forth', () => {
    let history = begin();
    history = step(history, turn(history.present));
    history = step(history, blackOut(history.present, face));
    expect(isRedacted(history.present)).toBe(true);
    history = undo(undo(history));
    expect(history.present).toEqual(UNTOUCHED);
    expect(undo(history)).toBe(history);
    history = redo(redo(history));
    expect(history.present.blackouts).toEqual([face]);
    expect(redo(history)).toBe(history);
  });

  it('forgets what was undone once something else is done', () => {
    let history = step(begin(), turn(UNTOUCHED));
    history = step(undo(history), write(UNTOUCHED, 'Il bordo cede'));
    expect(history.future).toEqual([]);
    expect(history.present.quarterTurns).toBe(0);
  });

  it('counts a step that changes nothing as none', () => {
    const history = begin();
    expect(step(history, write(history.present, ''))).toBe(history);
  });
});

describe('turning', () => {
  it('takes areas and lines with it, and four turns are none', () => {
    const drawn = draw(blackOut(UNTOUCHED, face), 'red', [[0, 0], [10_000, 0]]);
    const once = turn(drawn);
    expect(once.strokes[0]?.points).toEqual([[10_000, 0], [10_000, 10_000]]);
    expect(once.blackouts[0]?.x).toBeCloseTo(0.7);
    expect(once.blackouts[0]?.y).toBeCloseTo(0.1);
    expect(once.blackouts[0]?.width).toBeCloseTo(0.1);
    const round = turn(turn(turn(once)));
    expect(round.quarterTurns).toBe(0);
    expect(round.strokes).toEqual(drawn.strokes);
    expect(round.blackouts[0]?.x).toBeCloseTo(face.x);
  });
});

describe('blacking out', () => {
  it('cuts an area to the picture and takes none that is only a slip', () => {
    expect(blackOut(UNTOUCHED, { x: 0.9, y: 0.9, width: 0.5, height: 0.5 }).blackouts[0]?.width).toBeCloseTo(0.1);
    expect(blackOut(UNTOUCHED, between([10, 10], [12, 12]))).toBe(UNTOUCHED);
  });

  it('moves, resizes and uncovers', () => {
    const one = blackOut(UNTOUCHED, face);
    const wide = reshape(one, 0, stretched(face, 0.9, 0));
    expect(wide.blackouts[0]?.width).toBeCloseTo(0.9);
    expect(uncover(wide, 0).blackouts).toEqual([]);
  });

  it('stops at as many areas as the engine takes', () => {
    let full = UNTOUCHED;
    for (let n = 0; n < 70; n += 1) full = blackOut(full, face);
    expect(full.blackouts).toHaveLength(64);
  });
});

describe('sketching', () => {
  const wave: Point[] = Array.from({ length: 900 }, (_, n) => [n * 11, Math.round(5000 + 3000 * Math.sin(n / 6))]);

  it('keeps the shape of a long line within what the engine takes', () => {
    const drawn = draw(UNTOUCHED, 'yellow', wave);
    expect(drawn.strokes).toHaveLength(1);
    expect(sketchBytes(drawn.strokes)).toBeLessThanOrEqual(1024);
    expect(simplified([[0, 0], [50, 1], [100, 0]], 5)).toEqual([[0, 0], [100, 0]]);
  });

  it('says by drawing nothing that there is no more room', () => {
    let full = UNTOUCHED;
    for (let n = 0; n < 40; n += 1) full = draw(full, 'red', circle(1.5));
    expect(sketchBytes(full.strokes)).toBeLessThanOrEqual(1024);
    expect(draw(full, 'red', circle(1.5))).toBe(full);
  });

  it('moves an arrow and never out of the picture', () => {
    const drawn = draw(UNTOUCHED, 'red', arrow(4 / 3));
    expect(shift(drawn, 0, [500, 0]).strokes[0]?.points[0]?.[0]).toBe((drawn.strokes[0]?.points[0]?.[0] ?? 0) + 500);
    expect(shift(drawn, 0, [9000, 0])).toBe(drawn);
    expect(erase(drawn, 0).strokes).toEqual([]);
  });

  it('knows where a finger is, also beside the picture', () => {
    const box = { left: 10, top: 20, width: 100, height: 200 };
    expect(pointIn(box, 60, 120)).toEqual([5000, 5000]);
    expect(pointIn(box, 0, 900)).toEqual([0, 10_000]);
  });
});

describe('the bridge', () => {
  it('takes and gives back the same', () => {
    const all = write(draw(blackOut(turn(UNTOUCHED), face), 'white', arrow(1)), '  Il bordo cede ');
    const tools = toTools(all, 'after');
    expect(tools.turns).toBe(1);
    expect(tools.role).toBe('after');
    expect(tools.blackouts).toEqual([{ x: face.x, y: face.y, w: face.width, h: face.height }]);
    expect(fromTools(tools)).toEqual({ ...all, caption: 'Il bordo cede' });
    expect(fromTools(toTools(UNTOUCHED, 'before'))).toEqual(UNTOUCHED);
  });

  it('is never given a longer caption than it takes', () => {
    expect([...write(UNTOUCHED, '😀'.repeat(600)).caption]).toHaveLength(500);
  });
});
