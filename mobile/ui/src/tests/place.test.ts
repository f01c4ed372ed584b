// SPDX-License-Identifier: EUPL-1.2
// The address the phone fills in, the things of a place, what a code scanned says, and what a person does on the screen of the place.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import Assets from '../parts/place/Assets.svelte';
import PlacePicker from '../parts/PlacePicker.svelte';
import { filledIn, sourceWords } from '../place/address';
import { assetWords, byLayer } from '../place/assets';
import { codeIn } from '../place/scan';
import { reasonsOf, similarTo, sureness } from '../screens/report/similar';
import { evidenceLines, isAway, verdictSign } from '../stores/evidence';
import { camera, noCamera } from './camera';
import { Engine } from './engine';
import { line } from './sample/data';
import { assets, found } from './sample/town';

const near = { address: 'Via dei Calzaiuoli 12', source: 'house_numbers' as const, distance_m: 12 };
const fix = { lat: 43.77, lon: 11.25, accuracy_m: 6, source: 'gps' };
let engine: Engine;

beforeEach(() => {
  engine = new Engine().always('maps', []).always('address_at', near).always('assets_near', assets).always('search_places', found);
  engine.always('locate_place', { district: 'Q1', district_name: 'Centro storico', outside: false });
});

afterEach(noCamera);

test('where an address comes from is said with its distance, and without it where the pin lies on it', () => {
  expect(sourceWords('street_index', 12)).toBe('dallo stradario, a 12 m');
  expect(sourceWords('house_numbers', 0.4)).toBe('dai numeri civici');
  expect(sourceWords('asset', null)).toBe('da un oggetto censito');
});

test('an address is filled in where none was typed, follows the pin, and never covers what a person wrote', () => {
  const change = { address: near.address, address_source: near.source };
  expect(filledIn(near, '', undefined)).toEqual(change);
  expect(filledIn(near, 'Via Romana', 'street_index')).toEqual(change);
  expect(filledIn(near, 'davanti al bar', undefined)).toBeNull();
  expect(filledIn(near, near.address, near.source)).toBeNull();
  expect(filledIn(null, 'Via Romana', 'street_index')).toEqual({ address: '', address_source: undefined });
  expect(filledIn(null, '', undefined)).toBeNull();
});

test('the things that the kind of trouble is about come first', () => {
  expect(byLayer(assets, 'bins').map(({ code }) => code)).toEqual(['88', '1234', '1235', 'T-204']);
  expect(byLayer(assets, null)).toEqual(assets);
  expect(assetWords(assets[0]!, true)).toEqual({ icon: 'lamp', word: 'Lampione 1234', detail: 'Palo artistico · 8 m' });
  expect(assetWords({ ...assets[2]!, layer: 'idranti', distance_m: null }, true)).toEqual({ icon: 'map-marker', word: 'idranti 1235', detail: '' });
});

test.each([
  [' 1234 ', '1234'],
  ['https://example.it/lampioni/1234?x=1', '1234'],
  ['https://example.it/pali/A%2F7/', 'A/7'],
  ['http://example.it/%E0%A4%A', '%E0%A4%A'],
])('the code in %j is %j', (text, code) => expect(codeIn(text)).toBe(code));

test('the phone fills in the address of a place, says whence, and names its district', async () => {
  const onchange = vi.fn();
  const props = { place: fix, fix, fault: null, address: '', source: undefined, asset: undefined, onchange };
  const { rerender } = render(PlacePicker, props);
  await waitFor(() => expect(onchange).toHaveBeenCalledWith({ address: near.address, address_source: near.source }));
  await rerender({ ...props, address: near.address, source: near.source });
  expect(screen.getByText('Trovato dai numeri civici, a 12 m')).toBeTruthy();
  expect(screen.getByText(/43\.77000, 11\.25000 · Q1/)).toBeTruthy();
  await fireEvent.input(screen.getByLabelText('Indirizzo'), { target: { value: 'davanti al bar' } });
  expect(onchange).toHaveBeenLastCalledWith({ address: 'davanti al bar', address_source: undefined });
});

test('a place outside is warned of, and nothing is refused', async () => {
  engine.always('locate_place', { district: null, district_name: null, outside: true });
  render(PlacePicker, { place: fix, fix, fault: null, address: 'x', source: undefined, asset: undefined, onchange: () => {} });
  expect(await screen.findByText('Fuori dal territorio del Comune')).toBeTruthy();
});

test('a street that is searched for takes the pin with it, a thing its code', async () => {
  const onchange = vi.fn();
  render(PlacePicker, { place: fix, fix, fault: null, address: 'x', source: undefined, asset: undefined, onchange });
  const field = screen.getByLabelText('Cerca una via');
  await fireEvent.input(field, { target: { value: 'calzaiuoli' } });
  await fireEvent.click(await screen.findByRole('button', { name: /^Via dei Calzaiuoli Centro/ }));
  const street = { lat: 43.77145, lon: 11.25535, source: 'address' };
  expect(onchange).toHaveBeenLastCalledWith({ place: street, address: 'Via dei Calzaiuoli', address_source: 'street_index' });
  expect(engine.last('search_places').request).toMatchObject({ text: 'calzaiuoli', lat: fix.lat });
  await fireEvent.input(field, { target: { value: '1234' } });
  await fireEvent.click(await screen.findByRole('button', { name: /^1234/ }));
  expect(onchange).toHaveBeenLastCalledWith({ place: { lat: 43.7718, lon: 11.25541, source: 'asset' }, asset_ref: '1234' });
});

test('one of the things nearby is chosen with its place; a code nobody knows says so', async () => {
  const onchange = vi.fn();
  engine.always('asset_of_code', []);
  render(PlacePicker, { place: fix, fix, fault: null, address: 'x', source: undefined, asset: undefined, layer: 'lamps', onchange });
  await fireEvent.click(await screen.findByRole('button', { name: /^Lampione 1234/ }));
  expect(onchange).toHaveBeenLastCalledWith({ asset_ref: '1234', place: { lat: 43.76963, lon: 11.2559, source: 'asset' } });
  await fireEvent.input(screen.getByLabelText('Codice sull’oggetto'), { target: { value: '999' } });
  await fireEvent.click(screen.getByText('Trova'));
  expect(await screen.findByText('Nessun oggetto con questo codice.')).toBeTruthy();
});

test('where a code is being typed stays open when things turn out to be near, and opens by itself where nothing is', async () => {
  const props = { near: fix, found: assets, chosen: undefined, layer: 'lamps', onchange: () => {} };
  const { container, rerender } = render(Assets, props);
  const details = container.querySelector('details')!;
  expect(details.open).toBe(false);
  await rerender({ ...props, found: [] });
  expect(details.open).toBe(true);
  await fireEvent(details, new Event('toggle'));
  await rerender(props);
  expect(details.open).toBe(true);
  details.open = false;
  await fireEvent(details, new Event('toggle'));
  await rerender({ ...props, found: assets.slice(1) });
  expect(details.open).toBe(false);
});

test('the code on a lamp is read by the camera, an address of its label too, and finds its asset', async () => {
  camera(['', 'https://example.it/lampioni/1234?x=1']);
  const onchange = vi.fn();
  engine.always('asset_of_code', [assets[0]!]);
  render(PlacePicker, { place: fix, fix, fault: null, address: 'x', source: undefined, asset: undefined, layer: 'lamps', onchange });
  await fireEvent.click(await screen.findByRole('button', { name: 'Inquadra il codice' }));
  await vi.waitFor(() => expect(onchange).toHaveBeenCalledWith(expect.objectContaining({ asset_ref: '1234' })));
  expect(engine.last('asset_of_code').request).toEqual({ code: '1234' });
  expect(screen.queryByLabelText('Mirino'), 'the camera is closed').toBeNull();
});

test('a scanned code that nobody knows stands in its field, which opens and says so', async () => {
  camera(['LAMP-9999']);
  engine.always('asset_of_code', []);
  const { container } = render(Assets, { near: fix, found: assets, chosen: undefined, layer: 'lamps', onchange: () => {} });
  expect(container.querySelector('details')!.open).toBe(false);
  await fireEvent.click(screen.getByRole('button', { name: 'Inquadra il codice' }));
  expect(await screen.findByText('Nessun oggetto con questo codice.')).toBeTruthy();
  expect(container.querySelector('details')!.open).toBe(true);
  expect(screen.getByLabelText<HTMLInputElement>('Codice sull’oggetto').value).toBe('LAMP-9999');
});

test('where the web view has the name of a reader and nothing behind it, the engine reads the viewfinder', async () => {
  camera([]);
  vi.stubGlobal('BarcodeDetector', class { detect = () => Promise.reject(new Error('no such service')); });
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((taken) => taken(new Blob(['x'])));
  const onchange = vi.fn();
  engine.always('asset_of_code', [assets[0]!]).always('codes_in', ['1234']);
  render(PlacePicker, { place: fix, fix, fault: null, address: 'x', source: undefined, asset: undefined, layer: 'lamps', onchange });
  await fireEvent.click(await screen.findByRole('button', { name: 'Inquadra il codice' }));
  await vi.waitFor(() => expect(onchange).toHaveBeenCalledWith(expect.objectContaining({ asset_ref: '1234' })));
});

test('a candidate says how sure it is, and why, in the person’s language', () => {
  const one = line('t5', 'FI-3', '', { category: 'roads.pothole', me_too: 2 });
  const similar = { line: one, score: 0.91, distance_m: 12, explanation: ['12 m away', 'the same asset', '2 of 3 words in common'] };
  expect(reasonsOf(similar, 'roads.pothole')).toEqual(expect.arrayContaining(['A 12 m', 'Stesso tipo', 'Lo stesso oggetto', '2 parole in comune', 'Anche per 2 altre persone']));
  expect(reasonsOf({ ...similar, explanation: [] }, 'roads.sign')).toContain('Tipo simile');
  expect([0.9, 0.7, 0.6].map((score) => sureness(score).word)).toEqual(['Quasi certo: è la stessa', 'Probabile', 'Forse']);
});

test('one said to be another is not offered again', async () => {
  const similar = { line: line('t5', 'FI-3', ''), score: 0.9, distance_m: 12, explanation: [] };
  engine.always('duplicates', [similar]);
  const form = { answers: {}, category: 'roads.pothole', place: fix, asset_ref: '1234' };
  expect(await similarTo(form)).toEqual([similar]);
  expect(engine.last('duplicates').request).toEqual({ category: 'roads.pothole', place: fix, asset_ref: '1234' });
  expect(await similarTo({ ...form, different_from: ['t5'] })).toEqual([]);
});

test('the evidence says both accuracies, and a simulated fix', () => {
  const site = { distance_m: 210, accuracy_m: 6, within_m: 75, verdict: 'far' };
  const told = evidenceLines(site, { ...fix, mocked: true }, 9);
  expect(told).toEqual(['La segnalazione è precisa a 9 m.', 'In loco vuol dire entro 75 m.', expect.stringContaining('simulata')]);
  expect(evidenceLines(site, fix, undefined)[0]).toContain('Non si sa quanto è precisa');
  expect(verdictSign(site)).toMatchObject({ tone: 'warn', word: '210 m, precisione 6 m: lontano' });
  expect([isAway(site), isAway({ ...site, verdict: 'on_site' }), isAway(null)]).toEqual([true, false, false]);
});
