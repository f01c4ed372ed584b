// SPDX-License-Identifier: EUPL-1.2
// The pictures of marks, drawn from the icons and colours of the design system.
import { icons, type IconName } from '@design';
import type { Face, Stage } from './marks';

/** In CSS pixels; a finger gets at least as much. */
const SIZE = 54;
const RADIUS = 15;
const ICON = 19;

const outlines: Record<Stage, (middle: number) => Path2D> = {
  new: (middle) => {
    const path = new Path2D();
    path.arc(middle, middle, RADIUS, 0, Math.PI * 2);
    return path;
  },
  in_hand: (middle) => {
    const [from, side, bend] = [middle - RADIUS + 1, (RADIUS - 1) * 2, 5];
    const path = new Path2D();
    path.moveTo(from + bend, from);
    path.arcTo(from + side, from, from + side, from + side, bend);
    path.arcTo(from + side, from + side, from, from + side, bend);
    path.arcTo(from, from + side, from, from, bend);
    path.arcTo(from, from, from + side, from, bend);
    path.closePath();
    return path;
  },
  on_hold: (middle) => polygon(middle, RADIUS + 4, 4, 0),
  ended: (middle) => polygon(middle, RADIUS + 1, 6, Math.PI / 6),
};

function polygon(middle: number, radius: number, corners: number, turn: number): Path2D {
  const path = new Path2D();
  for (let at = 0; at < corners; at += 1) {
    const angle = turn + (at / corners) * Math.PI * 2 - Math.PI / 2;
    path.lineTo(middle + radius * Math.cos(angle), middle + radius * Math.sin(angle));
  }
  path.closePath();
  return path;
}

interface Ink {
  fill: string;
  edge: string;
  icon: string;
  /** Of the signs at its corners. */
  sign: string;
}

/** The colours of the theme in use, as every other part has them. */
function tokens() {
  const style = getComputedStyle(document.documentElement);
  return (name: string) => style.getPropertyValue(`--${name}`).trim() || '#000000';
}

function inkOf(stage: Stage, colour: (name: string) => string): Ink {
  const [surface, primary, warn, ok] = ['surface', 'primary', 'warn', 'ok'].map(colour) as [string, string, string, string];
  if (stage === 'new') return { fill: surface, edge: primary, icon: colour('primary-strong'), sign: primary };
  if (stage === 'in_hand') return { fill: primary, edge: surface, icon: colour('on-primary'), sign: primary };
  if (stage === 'on_hold') return { fill: surface, edge: warn, icon: warn, sign: warn };
  return { fill: colour('surface-sunk'), edge: ok, icon: ok, sign: ok };
}

const shapes = new Map<IconName, Path2D>();

function shapeOf(name: IconName): Path2D {
  const known = shapes.get(name);
  if (known) return known;
  const path = new Path2D();
  for (const [, drawn] of icons[name].matchAll(/\sd="([^"]+)"/g)) path.addPath(new Path2D(drawn));
  shapes.set(name, path);
  return path;
}

function stamp(to: CanvasRenderingContext2D, name: IconName, x: number, y: number, size: number, colour: string) {
  to.save();
  to.translate(x - size / 2, y - size / 2);
  to.scale(size / 24, size / 24);
  to.fillStyle = colour;
  to.fill(shapeOf(name), 'evenodd');
  to.restore();
}

/** A small sign at a corner of the mark, on a ground of its own. */
function badge(to: CanvasRenderingContext2D, name: IconName, x: number, y: number, ground: string, colour: string) {
  to.beginPath();
  to.arc(x, y, 8.5, 0, Math.PI * 2);
  to.fillStyle = ground;
  to.fill();
  stamp(to, name, x, y, 14, colour);
}

const PLATE = { width: 24, height: 17, left: 13.5, up: 15, bend: 4, text: 14 };

/** The letters of the category at the upper left corner, where no other sign is: as dark on light, or light on dark, as any text. */
function plate(to: CanvasRenderingContext2D, letters: string, middle: number, edge: string, colour: (name: string) => string) {
  const { width, height, left, up, bend, text } = PLATE;
  const [x, y] = [middle - left, middle - up];
  to.beginPath();
  to.roundRect(x - width / 2, y - height / 2, width, height, bend);
  to.fillStyle = colour('surface');
  to.fill();
  to.strokeStyle = edge;
  to.lineWidth = 1.5;
  to.stroke();
  to.font = `700 ${text}px ${colour('font')}`;
  to.textAlign = 'center';
  to.textBaseline = 'middle';
  to.fillStyle = colour('ink');
  to.fillText(letters, x, y + 0.75, width - 4);
}

const CORNER = 11.5;
const STAGE_SIGNS: Partial<Record<Stage, IconName>> = { ended: 'check', on_hold: 'clock' };

function canvas(ratio: number): CanvasRenderingContext2D | null {
  const board = document.createElement('canvas');
  board.width = board.height = Math.round(SIZE * ratio);
  const to = board.getContext('2d', { willReadFrequently: true });
  to?.scale(ratio, ratio);
  return to;
}

/** A mark as an image for the map; its pixels are `ratio` times as many as it is large. */
export function drawFace(face: Face, ratio: number): ImageData | null {
  const to = canvas(ratio);
  if (!to) return null;
  const [colour, middle] = [tokens(), SIZE / 2];
  const ink = inkOf(face.stage, colour);
  const outline = outlines[face.stage](middle);
  to.lineJoin = 'round';
  // A rim of the ground's opposite keeps it apart from whatever lies beneath.
  to.strokeStyle = face.chosen ? colour('focus') : colour('surface');
  to.lineWidth = face.chosen ? 9 : 6;
  to.stroke(outline);
  to.fillStyle = ink.fill;
  to.fill(outline);
  to.strokeStyle = face.danger ? colour('danger') : ink.edge;
  to.lineWidth = face.danger ? 3.5 : 2.5;
  to.stroke(outline);
  stamp(to, face.icon, middle, middle, ICON, ink.icon);
  if (face.letters) plate(to, face.letters, middle, face.danger ? colour('danger') : ink.sign, colour);
  const sign = STAGE_SIGNS[face.stage];
  if (sign) badge(to, sign, middle + CORNER, middle + CORNER, ink.sign, colour('surface'));
  if (face.mine) badge(to, 'user', middle - CORNER, middle + CORNER, colour('ink'), colour('surface'));
  if (face.danger) badge(to, 'warning', middle + CORNER, middle - CORNER, colour('danger'), colour('on-danger'));
  return to.getImageData(0, 0, to.canvas.width, to.canvas.height);
}

/** The sign of danger over a cluster. */
export function drawDanger(ratio: number): ImageData | null {
  const to = canvas(ratio);
  if (!to) return null;
  const colour = tokens();
  badge(to, 'warning', SIZE / 2, SIZE / 2, colour('danger'), colour('on-danger'));
  return to.getImageData(0, 0, to.canvas.width, to.canvas.height);
}
