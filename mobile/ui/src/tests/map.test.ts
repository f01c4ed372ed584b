// SPDX-License-Identifier: EUPL-1.2
// What the map shows of a ticket, which map shows a place, and that its style is one MapLibre takes, in every theme.
import { createExpression, latest, validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { expect, test } from 'vitest';
import type { MapPack } from '../bridge';
import { groundOf, namesOf } from '../map/ground';
import { faceName, faceOf, featuresOf, markOf, marksOfLines, nearestFirst, stageOf, STAGES } from '../map/marks';
import { CLUSTER_RADIUS, fixFeatures, layersOf, sourcesOf } from '../map/overlay';
import { covering, drawable, frameOf, isIn, middleOf, widened } from '../map/packs';
import { PALETTES, type Look } from '../map/palette';
import { metresPerPixel, scaleOf } from '../map/scale';
import { apart } from '../place/plane';
import { line } from './sample/data';
import { mapTickets, packs } from './sample/town';

const firenze = packs(true)[0] as MapPack;
const here = { lat: 43.7696, lon: 11.2558 };
const INKS = { look: 'light', primary: '#0066cc', onPrimary: '#ffffff', surface: '#ffffff', danger: '#bf1f3b' };

test.each(Object.keys(PALETTES) as Look[])('the style of the theme %s breaks no rule of the specification', (look) => {
  const palette = PALETTES[look];
  const style = {
    version: 8 as const,
    sources: { city: { type: 'vector' as const, url: 'pmtiles://file' }, ...sourcesOf(featuresOf([], new Map(), look), fixFeatures(null)) },
    layers: [...groundOf('city', palette), ...namesOf('city', palette), ...layersOf({ ...INKS, look })],
  };
  expect(validateStyleMin(style as never, latest)).toEqual([]);
  expect(JSON.stringify(style)).not.toMatch(/https?:|glyphs|sprite/);
});

test('a cluster is the larger the more tickets it holds', () => {
  const parsed = createExpression(CLUSTER_RADIUS, latest.paint_circle['circle-radius'] as never);
  if (parsed.result !== 'success') throw new Error(String(parsed.value));
  const radius = (point_count: number) => parsed.value.evaluate({ zoom: 12 }, { type: 1, properties: { point_count } } as never);
  expect([2, 9, 10, 100, 5_000].map(radius)).toEqual([20, 20, 24, 30, 36]);
});

test('every status has an outline, and one of a newer version looks new', () => {
  const statuses = ['submitted', 'needs_info', 'in_charge', 'assigned', 'accepted', 'in_progress', 'on_hold', 'resolved', 'closed', 'cancelled'];
  expect(new Set(statuses.map(stageOf))).toEqual(new Set(STAGES));
  expect(stageOf('teleported')).toBe('new');
});

test('the name of a picture says all that the picture shows', () => {
  const face = { look: 'dark', icon: 'snow' as const, letters: 'GH', stage: 'on_hold' as const, danger: true, mine: false, chosen: true };
  expect(faceOf(faceName(face))).toEqual(face);
  expect(faceOf('danger/dark')).toBeNull();
  expect(faceOf(faceName(face).replace('snow', 'unicorn'))).toBeNull();
});

test('danger and what was chosen lie on top, what has ended at the bottom', () => {
  const of = (id: string, more: object) => ({ ...markOf({ ...mapTickets(1)[0]!, id, danger: false, is_mine: false, status: 'submitted' }), ...more });
  const marks = [of('a', { danger: true }), of('b', {}), of('c', { status: 'closed' }), of('d', { mine: true }), of('e', {})];
  const ranks = featuresOf(marks, new Map(), 'light', 'e').features.map(({ properties }) => [properties?.id, properties?.rank] as const);
  expect([...ranks].sort((one, other) => other[1] - one[1]).map(([id]) => id)).toEqual(['e', 'a', 'd', 'b', 'c']);
});

test('lines without a place are in the list alone, and those of mine are marked', () => {
  const marks = marksOfLines([line('t1', 'FI-1', 'a'), line('t2', 'FI-2', 'b', { lat: null, lon: null })], new Set(['t1']));
  expect(marks.map(({ id, mine }) => [id, mine])).toEqual([['t1', true]]);
});

test('the nearest to the middle come first', () => {
  const marks = [3, 1, 2].map((far) => ({ ...marksOfLines([line(`t${far}`, '', '')])[0]!, lat: here.lat + far * 0.001 }));
  expect(nearestFirst(marks, here).map(({ id }) => id)).toEqual(['t1', 't2', 't3']);
});

test('only a map whose file is here is drawn, also while a newer one is on its way', () => {
  const all = packs(true);
  expect(drawable(all).map(({ name }) => name)).toEqual(['firenze']);
  expect(covering(all, here)?.name).toBe('firenze');
  expect(covering(all, { lat: 45.46, lon: 9.19 })).toBeUndefined();
  expect(drawable([{ ...firenze, state: 'downloading' }, { ...firenze, file: null }])).toHaveLength(1);
});

test('a frame holds every place of it, and grows on all sides', () => {
  const frame = frameOf([here, { lat: 43.78, lon: 11.2 }]);
  expect(frame).toEqual([11.2, 43.7696, 11.2558, 43.78]);
  expect(isIn(widened(frame!, 0.5), { lat: 43.785, lon: 11.18 })).toBe(true);
  expect(middleOf([10, 40, 12, 44])).toEqual({ lat: 42, lon: 11 });
  expect(frameOf([])).toBeNull();
});

test('the circle of a fix has its accuracy as radius; without one there is only the point', () => {
  const [area] = fixFeatures({ ...here, accuracy_m: 40 }).features;
  const ring = area?.geometry.type === 'Polygon' ? (area.geometry.coordinates[0] ?? []) : [];
  const radii = ring.map(([lon = 0, lat = 0]) => apart(here, { lat, lon })).map(({ east_m, north_m }) => Math.hypot(east_m, north_m));
  expect(Math.min(...radii)).toBeCloseTo(40, 0);
  expect(Math.max(...radii)).toBeCloseTo(40, 0);
  expect(ring[0]).toEqual(ring.at(-1));
  expect(fixFeatures(here).features).toHaveLength(1);
  expect(fixFeatures(null).features).toEqual([]);
});

test.each([10, 13.7, 17, 19.5])('the bar of the scale is a round number of metres at zoom %d', (zoom) => {
  const { metres, pixels } = scaleOf(zoom, here.lat);
  expect(String(metres)).toMatch(/^[125]0*$/);
  expect(pixels).toBeLessThanOrEqual(96);
  expect(Math.abs(pixels * metresPerPixel(zoom, here.lat) - metres)).toBeLessThan(metresPerPixel(zoom, here.lat));
});
