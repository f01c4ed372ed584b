// SPDX-License-Identifier: EUPL-1.2
// Whose place a report takes, and what becomes of its draft when what it is about was reported already.
import { toasts } from '@design';
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Draft, DraftForm, Spot } from '../bridge';
import Report from '../screens/report/Report.svelte';
import { router } from '../router.svelte';
import { drafts } from '../stores/draft.svelte';
import { news } from '../stores/news.svelte';
import { Engine } from './engine';
import { categories, line } from './sample/data';
import { photo } from './sample/bridge';

const fix = (metres: number, lat = 43.77, at = '2026-05-04T10:00:00Z'): Spot => ({ lat, lon: 11.25, accuracy_m: metres, source: 'gps', at });
const similar = { line: line('t5', 'FI-3HQA-77KD', 'Buca davanti al bar'), score: 0.9, distance_m: 12, explanation: [] };
const other = { line: line('t6', 'FI-5KWC-41TB', 'Buca all’angolo'), score: 0.7, distance_m: 21, explanation: [] };
const said = { id: 't5', code: 'FI-3HQA-77KD', saved_at: '', notes: [], status: 'submitted' };
let engine: Engine;

beforeEach(() => {
  router.open('#/report/d1');
  engine = new Engine().always('location_start', null).always('location_stop', null).always('draft_write', { saved_at: '' }).always('maps', []);
  engine.always('duplicates', [similar, other]).always('me_too', said).always('draft_drop', null).always('draft_aim', draftOf({})).always('draft_save', said);
  news.begin();
  drafts.forget();
  for (const { id } of toasts.shown) toasts.drop(id);
});

const draftOf = (form: Partial<DraftForm>, photos: Draft['photos'] = []): Draft => ({ id: 'd1', kind: 'report', ticket: null, form: { answers: {}, ...form }, photos, created_at: '', saved_at: '' });

async function open(step: string, form: Partial<DraftForm>, photos: Draft['photos'] = []) {
  engine.always('draft_read', draftOf(form, photos));
  const shown = render(Report, { params: ['d1', step] });
  await screen.findByText(/^Passo/);
  return shown;
}

const tell = (told: Spot) => engine.tell({ news: 'fix', fix: told });
const written = () => (engine.of('draft_write').at(-1)?.request as { form: DraftForm } | undefined)?.form;

/** What a ticket is about, and where. */
const HOLE = { category: 'roads.pothole', place: fix(6), device_fix: fix(6) };
const undo = () => toasts.shown.at(-1)?.undo?.run();

test('a new report begins without a fix, whatever another screen had found, and then takes each that is told', async () => {
  const before = await open('photos', {});
  tell(fix(5));
  await vi.waitFor(() => expect(written()?.place).toEqual(fix(5)));
  before.unmount();
  drafts.forget();
  engine.calls = [];
  await open('photos', {});
  await vi.waitFor(() => expect(engine.of('location_start')).toHaveLength(1));
  expect(engine.of('draft_write'), 'the place of the report before').toEqual([]);
  tell(fix(5));
  await vi.waitFor(() => expect(written()?.place).toEqual(fix(5)));
  // Less sharp and elsewhere: the engine has chosen it, since the sharper one is of another moment.
  const moved = fix(9, 43.78, '2026-05-04T10:05:00Z');
  tell(moved);
  await vi.waitFor(() => expect(written()).toMatchObject({ place: moved, device_fix: moved }));
});

test('a pin that was set stays, with the newest fix beside it', async () => {
  const pin = { lat: 43.771, lon: 11.251, source: 'pin' };
  await open('photos', { place: pin, device_fix: fix(5) });
  tell(fix(9, 43.78));
  await vi.waitFor(() => expect(written()).toMatchObject({ place: pin, device_fix: fix(9, 43.78) }));
});

test('a place that was confirmed does not walk away with its person', async () => {
  await open('details', HOLE);
  tell(fix(3, 43.79));
  await tick();
  expect(engine.of('draft_write')).toEqual([]);
});

test('“me too” removes the draft that said no more, and taking it back brings both back', async () => {
  await open('similar', { ...HOLE, description: 'larga un metro' });
  await fireEvent.click((await screen.findAllByRole('button', { name: 'Anch’io' }))[0]!);
  await vi.waitFor(() => expect(engine.of('draft_drop').map((call) => call.request)).toEqual([{ id: 'd1' }]));
  expect(engine.last('me_too').request).toEqual({ id: 't5', there: true });
  expect(engine.calls.findIndex(({ name }) => name === 'me_too'), 'said before anything is dropped').toBeLessThan(engine.calls.findIndex(({ name }) => name === 'draft_drop'));
  await vi.waitFor(() => expect(toasts.shown.at(-1)?.text).toBe('Anche tu su FI-3HQA-77KD. La bozza non serve più: tolta.'));
  engine.always('draft_begin', { ...draftOf({}), id: 'd2' });
  undo();
  await vi.waitFor(() => expect(engine.of('draft_begin')).toHaveLength(1));
  expect(engine.last('me_too').request).toEqual({ id: 't5', there: false });
  await vi.waitFor(() => expect(engine.last('draft_write').request).toMatchObject({ id: 'd2', form: { ...HOLE, description: 'larga un metro' } }));
});

test('“me too” with photos asks what becomes of them, and adds them first of all', async () => {
  await open('similar', HOLE, [photo]);
  await fireEvent.click((await screen.findAllByRole('button', { name: 'Anch’io' }))[0]!);
  expect(await screen.findByText(/La bozza ha 1 foto: aggiunte a FI-3HQA-77KD/)).toBeTruthy();
  expect([engine.of('me_too'), engine.of('draft_drop')]).toEqual([[], []]);
  const dialog = screen.getByRole('dialog');
  const answers = [...dialog.querySelectorAll('button')].map((button) => button.textContent?.trim()).filter(Boolean);
  expect(answers.slice(-3)).toEqual(['È questa: aggiungo la mia foto', 'Anch’io, e tengo la bozza', 'Anch’io, e cancello bozza e foto']);
  await fireEvent.click([...dialog.querySelectorAll('button')].find((button) => button.textContent?.includes('aggiungo la mia foto'))!);
  await vi.waitFor(() => expect(engine.of('draft_save')).toHaveLength(1));
  expect(engine.last('draft_aim').request).toEqual({ id: 'd1', ticket: 't5' });
  expect(engine.of('draft_drop')).toEqual([]);
});

test.each([['tengo la bozza', 0], ['cancello bozza e foto', 1]])('“me too” with photos, and %s', async (choice, drops) => {
  await open('similar', HOLE, [photo]);
  await fireEvent.click((await screen.findAllByRole('button', { name: 'Anch’io' }))[0]!);
  await fireEvent.click(await screen.findByRole('button', { name: new RegExp(choice) }));
  await vi.waitFor(() => expect(toasts.shown).toHaveLength(1));
  expect(engine.last('me_too').request).toEqual({ id: 't5', there: true });
  expect(engine.of('draft_drop')).toHaveLength(drops);
});

test('“different” keeps the draft, hides that one, and can be taken back; the last one goes on to the details', async () => {
  await open('similar', HOLE);
  await fireEvent.click((await screen.findAllByRole('button', { name: 'È un’altra' }))[0]!);
  await vi.waitFor(() => expect(written()?.different_from).toEqual(['t5']));
  expect(screen.queryByText('Buca davanti al bar')).toBeNull();
  undo();
  await vi.waitFor(() => expect(written()?.different_from).toEqual([]));
  expect(await screen.findByText('Buca davanti al bar')).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Nessuna di queste: continuo' }));
  await vi.waitFor(() => expect(written()).toMatchObject({ different_from: ['t5', 't6'], step: 'details' }));
  expect([engine.of('me_too'), engine.of('draft_drop')]).toEqual([[], []]);
});

const SAVE = 'Salva';
const saveIsTapped = async () => fireEvent.click(await screen.findByRole('button', { name: SAVE }));
const filed = () => vi.waitFor(() => expect(router.route).toEqual({ name: 'saved', params: [said.id, said.code, said.saved_at] }));
const WORDS = { ...HOLE, title: 'Davanti al bar', description: 'larga un metro' };

async function openDetails(form: Partial<DraftForm>) {
  engine.always('category', { ...categories[0]!, questions: [] }).always('consent', null);
  return open('details', form);
}

test('saving looks once more with the words as typed, and saves at once where nothing new comes of it', async () => {
  engine.always('duplicates', []);
  await openDetails({ ...HOLE, title: 'Davanti al bar' });
  await fireEvent.input(screen.getByLabelText('Descrizione'), { target: { value: 'larga un metro' } });
  await saveIsTapped();
  await filed();
  expect(engine.of('duplicates').map((call) => call.request)).toEqual([{ category: HOLE.category, place: HOLE.place, text: 'Davanti al bar\nlarga un metro' }]);
  expect(engine.of('draft_save')).toHaveLength(1);
  expect(engine.calls.findIndex(({ name }) => name === 'draft_write'), 'its words are on the disk').toBeLessThan(engine.calls.findIndex(({ name }) => name === 'draft_save'));
});

test('what was said to be another, or cannot be looked for, stands in no saving’s way', async () => {
  const before = await openDetails({ ...WORDS, different_from: ['t5', 't6'] });
  await saveIsTapped();
  await filed();
  before.unmount();
  drafts.forget();
  await openDetails(WORDS);
  engine.holdsBack('duplicates');
  await saveIsTapped();
  await vi.waitFor(() => expect(engine.of('duplicates')).toHaveLength(2));
  expect(engine.of('draft_save')).toHaveLength(1);
  engine.last('duplicates').fail({ code: 'store_fails', message: '', faults: [], rules: [] });
  await vi.waitFor(() => expect(engine.of('draft_save')).toHaveLength(2));
});

test('one that only the words bring is shown before saving, and saying that it is another saves', async () => {
  engine.always('duplicates', [similar]);
  const details = await openDetails(WORDS);
  await saveIsTapped();
  await vi.waitFor(() => expect(router.route).toEqual({ name: 'report', params: ['d1', 'similar', 'save'] }));
  expect(engine.of('draft_save'), 'nothing is filed unasked').toEqual([]);
  details.unmount();
  render(Report, { params: router.route.params });
  expect(await screen.findByText('Buca davanti al bar')).toBeTruthy();
  expect(screen.getByText('Passo 4 di 4')).toBeTruthy();
  expect(screen.getByText(/^Prima di salvare:/), 'it is not saved yet').toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Nessuna di queste: salvo' }));
  await filed();
  expect(written()?.different_from).toEqual(['t5']);
  expect(engine.of('draft_save')).toHaveLength(1);
});

test('each that is another leaves, and the last one saves; a failure is said where it was tapped', async () => {
  engine.holdsBack('draft_save');
  await openDetails(WORDS);
  await saveIsTapped();
  cleanup();
  render(Report, { params: ['d1', 'similar', 'save'] });
  await fireEvent.click((await screen.findAllByRole('button', { name: 'È un’altra' }))[0]!);
  expect(await screen.findAllByRole('button', { name: 'È un’altra' })).toHaveLength(1);
  expect(engine.of('draft_save')).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'È un’altra' }));
  await vi.waitFor(() => expect(engine.of('draft_save')).toHaveLength(1));
  engine.last('draft_save').fail({ code: 'disk_full', message: '', faults: [], rules: [] });
  expect(await screen.findByText('Non salvato')).toBeTruthy();
  engine.always('draft_save', said);
  await fireEvent.click(screen.getByRole('button', { name: 'Nessuna di queste: salvo' }));
  await filed();
  expect(written()?.different_from).toEqual(['t5', 't6']);
});

test('whoever was shown one and went back saves with the next tap; only a new one is shown again', async () => {
  engine.always('duplicates', [similar]);
  await openDetails(WORDS);
  await saveIsTapped();
  cleanup();
  const shown = render(Report, { params: ['d1', 'similar', 'save'] });
  await screen.findByText('Buca davanti al bar');
  shown.unmount();
  engine.always('duplicates', [similar, other]);
  const details = await openDetails(WORDS);
  router.open('#/report/d1/details');
  await saveIsTapped();
  await vi.waitFor(() => expect(router.route.params).toEqual(['d1', 'similar', 'save']));
  details.unmount();
  render(Report, { params: ['d1', 'similar', 'save'] });
  await screen.findByText('Buca all’angolo');
  cleanup();
  await openDetails(WORDS);
  await saveIsTapped();
  await filed();
  expect(written()?.different_from, 'nobody said so').toBeUndefined();
});
