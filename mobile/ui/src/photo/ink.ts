// SPDX-License-Identifier: EUPL-1.2
// The colours of a sketch on the screen, each with an outline of the other kind so that it stands out on any ground.
import type { Ink } from './editing';

export const INK_COLOURS: Record<Ink, string> = { red: '#d1344c', yellow: '#ffd400', white: '#ffffff', black: '#000000' };

/** Of the photo's width. */
export const STROKE_WIDTH = 0.012;

export const inkOf = (colour: string): Ink =>
  (Object.keys(INK_COLOURS) as Ink[]).find((ink) => INK_COLOURS[ink] === colour.toLowerCase()) ?? 'red';
