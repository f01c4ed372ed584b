// SPDX-License-Identifier: EUPL-1.2
// The screen of the maps: what each costs before it is brought, how far it is, pausing and going on, a newer one, taking one away.
import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Fault, MapPack, News } from '../bridge';
import { words } from '../i18n/index.svelte';
import Maps from '../screens/care/Maps.svelte';
import { maps } from '../stores/maps.svelte';
import { news } from '../stores/news.svelte';
import { Engine } from './engine';
import { packs } from './sample/town';

const [city, piana, , chianti] = packs(true) as [MapPack, MapPack, MapPack, MapPack];
const absent = packs(false)[0]!;
const installed: MapPack = { ...city, state: 'installed', newer_date: null };
let engine: Engine;

beforeEach(() => {
  engine = new Engine().always('download_map', null).always('stop_map', null).always('remove_map', null);
  maps.packs = [];
  maps.isRead = false;
  maps.faults = {};
  news.begin();
});

/** The screen with one map on it. */
async function open(pack: MapPack) {
  engine.always('maps', [pack]);
  render(Maps);
  await screen.findByRole('heading', { name: pack.area });
}

/** The screen is read anew after a deed, and so shows what became of the map. */
const becomes = (pack: MapPack) => engine.always('maps', [pack]);
const tap = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const buttons = () => screen.getAllByRole('button').map((button) => button.textContent?.trim());
const tell = (told: Partial<Extract<News, { news: 'map' }>>) =>
  engine.tell({ news: 'map', name: piana.name, received_bytes: 0, bytes: piana.bytes, state: 'downloading', fault: null, ...told });
const of = (name: 'download_map' | 'stop_map' | 'remove_map') => engine.of(name).map(({ request }) => request);

test.each([
  ['it', '4,1 MB', 'Scarica (4,1 MB)'],
  ['en', '4.1 MB', 'Download (4.1 MB)'],
] as const)('what it is of, how old and how large is said before it is brought (%s)', async (language, size, get) => {
  words.use(language);
  await open(absent);
  for (const said of [size, absent.licence, absent.attribution]) expect(screen.getByText(said)).toBeTruthy();
  expect(screen.getByText(/2026/)).toBeTruthy();
  expect(screen.queryByRole('progressbar')).toBeNull();
  expect(buttons(), 'nothing is here that could be taken away').not.toContain(language === 'it' ? 'Togli' : 'Remove');
  becomes({ ...absent, state: 'downloading' });
  await tap(get);
  expect(of('download_map')).toEqual([{ name: 'firenze' }]);
  expect(await screen.findByRole('progressbar')).toBeTruthy();
  expect(screen.queryByRole('button', { name: get }), 'not brought twice').toBeNull();
});

test('how far it is follows the news, and once it is whole it is on the phone', async () => {
  await open(piana);
  const bar = screen.getByRole('progressbar', { name: 'Scarico' });
  expect([bar.getAttribute('aria-valuenow'), screen.getByText('8,1 MB di 21,4 MB')]).toEqual(['38', expect.anything()]);
  tell({ received_bytes: 16_050_000 });
  await vi.waitFor(() => expect(bar.getAttribute('aria-valuenow')).toBe('75'));
  expect(screen.getByText('16,1 MB di 21,4 MB')).toBeTruthy();
  expect(engine.of('maps'), 'a step of the way is no reason to read all').toHaveLength(1);
  becomes({ ...installed, name: piana.name, area: piana.area });
  tell({ received_bytes: piana.bytes, state: 'installed' });
  expect(await screen.findByText('Sul telefono')).toBeTruthy();
  expect(screen.queryByRole('progressbar')).toBeNull();
  expect(buttons()).toContain('Togli');
});

test('it is paused, keeps what came, and goes on from there', async () => {
  await open(piana);
  becomes({ ...piana, state: 'paused' });
  await tap('Pausa');
  expect(of('stop_map')).toEqual([{ name: 'piana' }]);
  expect((await screen.findByRole('progressbar', { name: 'In pausa' })).getAttribute('aria-valuenow')).toBe('38');
  expect(screen.getByText('8,1 MB di 21,4 MB')).toBeTruthy();
  becomes(piana);
  await tap('Riprendi');
  expect(of('download_map')).toEqual([{ name: 'piana' }]);
  expect((await screen.findByRole('progressbar', { name: 'Scarico' })).getAttribute('aria-valuenow')).toBe('38');
  expect(of('remove_map'), 'nothing of it was thrown away').toEqual([]);
});

test('one that broke off says why, and nothing of it once it goes on', async () => {
  await open(piana);
  const fault = { code: 'offline', message: '', cure: null, faults: [], rules: [] } as unknown as Fault;
  becomes({ ...piana, state: 'paused' });
  tell({ received_bytes: piana.received_bytes, state: 'paused', fault });
  const broken = await screen.findByText('Non scaricata');
  expect(broken.closest('[role=alert]')).toBeTruthy();
  becomes(piana);
  await fireEvent.click(await screen.findByRole('button', { name: 'Riprendi' }));
  tell({ received_bytes: piana.received_bytes });
  await vi.waitFor(() => expect(screen.queryByText('Non scaricata')).toBeNull());
});

test('of a newer one its day and size are said, and the old one stays until that is whole', async () => {
  await open(city);
  expect(screen.getByText(/^Ce n’è una più recente: .*2026, 4,1 MB\. Questa funziona finché l’altra non è arrivata\.$/)).toBeTruthy();
  expect(screen.getByText('3,9 MB'), 'of the one that is here').toBeTruthy();
  becomes({ ...city, state: 'downloading', received_bytes: 1_028_096 });
  await tap('Aggiorna (4,1 MB)');
  expect(of('download_map')).toEqual([{ name: 'firenze' }]);
  expect((await screen.findByRole('progressbar')).getAttribute('aria-valuenow')).toBe('25');
  expect(maps.drawable, 'the old one is still drawn').toHaveLength(1);
  becomes({ ...installed, date: '2026-05-01', bytes: 4_112_384, file_bytes: 4_112_384 });
  tell({ name: city.name, received_bytes: 4_112_384, bytes: 4_112_384, state: 'installed' });
  expect(await screen.findByText('Sul telefono')).toBeTruthy();
  expect([screen.getByText('4,1 MB'), screen.queryByText(/più recente/)]).toEqual([expect.anything(), null]);
});

test.each([
  ['whole', installed, '3,9 MB'],
  ['in part', chianti, '17 MB'],
  ['with a newer one on its way', { ...city, state: 'downloading' as const, received_bytes: 1_000_000 }, '4,9 MB'],
])('a map that is here %s is taken away only after a yes that says what it frees', async (_, pack, freed) => {
  await open(pack);
  await tap('Togli');
  const dialog = screen.getByRole('dialog');
  expect(within(dialog).getByText(`Togliere la mappa di ${pack.area}?`)).toBeTruthy();
  expect(within(dialog).getByText(new RegExp(`^Si liberano ${freed}\\. Le segnalazioni restano`))).toBeTruthy();
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Tienila' }));
  expect([of('remove_map'), screen.queryByRole('dialog')]).toEqual([[], null]);
  await tap('Togli');
  becomes({ ...absent, name: pack.name, area: pack.area });
  await fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Togli' }));
  expect(of('remove_map')).toEqual([{ name: pack.name }]);
  expect(await screen.findByText('Da scaricare')).toBeTruthy();
  expect(maps.drawable).toEqual([]);
  expect(screen.getByRole('button', { name: 'Scarica (4,1 MB)' })).toBeTruthy();
});

test('a deed that fails says so, and the list stays what the engine says', async () => {
  engine.holdsBack('remove_map');
  await open(installed);
  await tap('Togli');
  await fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Togli' }));
  engine.last('remove_map').fail({ code: 'store_fails', message: 'the disk says no', cure: null, faults: [], rules: [] });
  expect(await screen.findByRole('alert')).toBeTruthy();
  expect(screen.getByText('Sul telefono')).toBeTruthy();
});

test('an office without maps is said to have none', async () => {
  engine.always('maps', []);
  render(Maps);
  expect(await screen.findByText('Nessuna mappa')).toBeTruthy();
});
