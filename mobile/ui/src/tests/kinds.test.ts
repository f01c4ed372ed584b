// SPDX-License-Identifier: EUPL-1.2
// Every two categories look different on the map without their colour: the ones that come with Ronda, and whatever a city makes of them.
import { readFileSync } from 'node:fs';
import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import { words, type Language } from '../i18n/index.svelte';
import { drawFace } from '../map/draw';
import { faceOf, featuresOf, marksOfLines, STAGES, type Stage } from '../map/marks';
import { PALETTES, type Look } from '../map/palette';
import Legend from '../parts/Legend.svelte';
import { categories } from '../stores/categories.svelte';
import { signsOf, type Kind } from '../stores/kinds';
import { strokesOf, writeDown } from './sample/board';
import { categories as sample, line } from './sample/data';

const FILE = '../../sync-server/data/reference.toml';
const LANGUAGES: Language[] = ['it', 'en'];

function shipped(language: Language): Kind[] {
  const text = readFileSync(FILE, 'utf8');
  const found = [...text.matchAll(/^\[\[categories\]\]\ncode = "([^"]+)"\nname = \{ it = "([^"]+)", en = "([^"]+)" \}$/gm)];
  expect(found).toHaveLength(text.match(/^\[\[categories\]\]$/gm)?.length ?? 0);
  return found.map(([, code = '', it = '', en = '']) => ({ code, name: language === 'it' ? it : en }));
}

/** A city that names as it likes: no group of ours, the same words over and over, accents, another script, nothing to read. */
const INVENTED: Kind[] = [
  ...Array.from({ length: 140 }, (_, at) => ({ code: `canals.gondola_${at}`, name: 'Gondola' })),
  ...Array.from({ length: 30 }, (_, at) => ({ code: `roads.hole_${at}`, name: `Buca nella strada ${at}` })),
  ...['Èlite', 'Elite', 'élite', 'Ελλάς', 'ß', 'A', '—', '…', '1', '12'].map((name, at) => ({ code: `bridges.b_${at}`, name })),
];

function pictures(kinds: Kind[], look: string, stage: Stage): string[] {
  const lines = kinds.map(({ code }) => line(code, code, '', { category: code, status: { new: 'submitted', in_hand: 'assigned', on_hold: 'on_hold', ended: 'closed' }[stage] }));
  const faces = featuresOf(marksOfLines(lines), signsOf(kinds), look).features.map(({ properties }) => faceOf(String(properties?.face))!);
  return faces.map((face) => strokesOf(drawFace(face, 1)));
}

/** Without any colour: nothing is left but what is drawn where. */
const colourless = (strokes: string) => strokes.replace(/\["(fill|stroke)Style",[^\]]*\]/g, '');

beforeEach(writeDown);

test.each(Object.keys(PALETTES) as Look[])('in the theme %s no two categories are drawn alike, whatever their colours', (look) => {
  for (const kinds of [shipped('it'), shipped('en'), INVENTED])
    for (const stage of STAGES) {
      const drawn = pictures(kinds, look, stage).map(colourless);
      expect(drawn.length).toBeGreaterThan(60);
      expect(new Set(drawn).size).toBe(drawn.length);
    }
});

test('no two states of one category are drawn alike, whatever their colours', () => {
  const [hole] = shipped('it');
  const drawn = STAGES.flatMap((stage) => pictures([hole!], 'light', stage)).map(colourless);
  expect(new Set(drawn).size).toBe(STAGES.length);
});

test('the letters are few, and those that the name begins with where they are free', () => {
  for (const language of LANGUAGES) {
    const signs = [...signsOf(shipped(language)).values()];
    expect(signs.filter(({ letters }) => !/^[A-Z]{2}$/.test(letters))).toEqual([]);
  }
  expect(signsOf(shipped('it')).get('roads.pothole')).toEqual({ icon: 'road', letters: 'BU' });
  expect(signsOf(shipped('en')).get('roads.pothole')).toEqual({ icon: 'road', letters: 'PO' });
});

test('a category added at the end changes the sign of none before it', () => {
  const [before, after] = [shipped('it'), [...shipped('it'), ...INVENTED]].map((kinds) => [...signsOf(kinds)]);
  expect(after?.slice(0, before?.length)).toEqual(before);
});

test('categories that this phone does not know look different from each other too', () => {
  categories.all = new Map(sample.map((category) => [category.code, category]));
  const unknown = ['roads.portal', 'roads.portcullis', 'tides.portal'];
  const signs = categories.signs([...unknown, ...unknown]);
  expect(signs.size).toBe(sample.length + unknown.length);
  expect(new Set([...signs.values()].map(({ icon, letters }) => `${icon} ${letters}`)).size).toBe(signs.size);
});

test.each(LANGUAGES)('the legend names what is on the map, and on demand all others (%s)', async (language) => {
  words.use(language);
  categories.all = new Map(sample.map((category) => [category.code, category]));
  const { container } = render(Legend, { shown: ['water.leak', 'roads.pothole', 'water.leak'] });
  const named = () => [...container.querySelectorAll('li')].map(({ textContent }) => textContent);
  const open = (summary: RegExp) => {
    const details = screen.getByText(summary).closest('details')!;
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
  };
  const names = ['roads.pothole', 'water.leak'].map((code) => categories.name(code));
  const signs = STAGES.length + 2;
  expect(named()).toEqual([]);
  open(/Che cosa vogliono dire i segni|What the signs mean/);
  await expect.poll(() => named().slice(signs)).toEqual(names);
  open(/Tutti gli altri tipi \(7\)|All other kinds \(7\)/);
  await expect.poll(() => named().length).toBe(signs + sample.length);
  expect(container.querySelectorAll('canvas:not([aria-hidden="true"])')).toHaveLength(0);
});
