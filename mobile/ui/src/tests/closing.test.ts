// SPDX-License-Identifier: EUPL-1.2
// Where an arrival and a closing were made: only a fix of now is sent as one, and the screen says how old a fix is.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Draft, Fault, SiteDistance, Ticket } from '../bridge';
import Arrive from '../screens/crew/Arrive.svelte';
import Resolve from '../screens/crew/Resolve.svelte';
import { location } from '../stores/location.svelte';
import { news } from '../stores/news.svelte';
import { visitWord } from '../stores/timeline';
import { Engine } from './engine';
import { photo } from './sample/bridge';
import { ticket } from './sample/data';

const NOW = Date.parse('2026-05-04T10:00:00Z');
const fix = (age_s: number, more = {}) => ({ lat: 43.7696, lon: 11.2558, accuracy_m: 6, source: 'gps', at: new Date(NOW - age_s * 1000).toISOString(), ...more });
const there: SiteDistance = { distance_m: 12, accuracy_m: 6, within_m: 75, verdict: 'on_site' };
const closing = (events: string[]): Ticket => ({ ...ticket, can: { ...ticket.can, events } });
let engine: Engine;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date', 'setInterval', 'clearInterval'] });
  engine = new Engine().always('ticket', closing(['resolve'])).always('site_distance', there).always('location_start', null).always('location_stop', null);
  const saved = { id: 't1', code: 'FI-1', saved_at: '', notes: [], status: 'resolved' };
  engine.always('event_do', saved).always('draft_save', saved).always('draft_write', { saved_at: '' });
  news.begin();
});
afterEach(() => void vi.useRealTimers());

const tell = (told: ReturnType<typeof fix>) => engine.tell({ news: 'fix', fix: told });

/** The screen of a closing whose draft says this. */
async function resolve(form: Partial<Draft['form']> = {}) {
  const draft: Draft = { id: 'd1', kind: 'event', ticket: 't1', form: { answers: {}, ...form }, photos: [photo], created_at: '', saved_at: '' };
  engine.always('draft_begin', draft);
  const screens = render(Resolve, { params: ['t1'] });
  await vi.waitFor(() => expect(engine.of('draft_begin')).toHaveLength(1));
  await screen.findByRole('radio', { name: /Risolta sul posto/ });
  return screens;
}

const save = () => fireEvent.click(screen.getByRole('button', { name: 'Salva la chiusura' }));
const writtenFix = () => (engine.last('draft_write').request as { form: Draft['form'] }).form.device_fix;

test('an arrival is saved with the fix of now', async () => {
  render(Arrive, { params: ['t1'] });
  tell(fix(3));
  expect(await screen.findByText('Di questo telefono, adesso')).toBeTruthy();
  expect(await screen.findByText('12 m, precisione 6 m: in loco')).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Registra l’arrivo' }));
  expect(engine.last('event_do').request).toEqual({ id: 't1', event: { event: 'start' }, place: fix(3) });
});

test('an arrival with an old fix says how old it is, asks why, and sends none', async () => {
  render(Arrive, { params: ['t1'] });
  tell(fix(600));
  expect(await screen.findByText(/L’ultima è di 10 min fa: troppo vecchia/)).toBeTruthy();
  expect(screen.getByLabelText('Perché senza posizione? (facoltativo)')).toBeTruthy();
  expect(engine.of('site_distance')).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Registra senza posizione' }));
  expect(engine.last('event_do').request).toEqual({ id: 't1', event: { event: 'start' } });
});

test('a fix grows old while the screen stands, and its verdict goes with it', async () => {
  render(Arrive, { params: ['t1'] });
  tell(fix(0));
  await screen.findByText('12 m, precisione 6 m: in loco');
  vi.advanceTimersByTime(40_000);
  expect(await screen.findByText('Di questo telefono, 40 secondi fa')).toBeTruthy();
  vi.advanceTimersByTime(25_000);
  expect(await screen.findByText(/L’ultima è di 1 min fa/)).toBeTruthy();
  expect(screen.queryByText('12 m, precisione 6 m: in loco')).toBeNull();
  await fireEvent.click(screen.getByRole('button', { name: 'Registra senza posizione' }));
  expect(engine.last('event_do').request).toEqual({ id: 't1', event: { event: 'start' } });
});

test('what the arrival found is gone when the closing begins, whose fix never comes', async () => {
  const { unmount } = render(Arrive, { params: ['t1'] });
  tell(fix(0));
  await screen.findByText('12 m, precisione 6 m: in loco');
  unmount();
  expect(location.fix).toBeNull();
  await resolve({ event: { event: 'resolve', outcome: 'fixed_on_site' } });
  expect(screen.getByText('Cerco la posizione…')).toBeTruthy();
  await save();
  await vi.waitFor(() => expect(engine.of('draft_save')).toHaveLength(1));
  expect(writtenFix()).toBeUndefined();
});

test('a closing sends the fix of now, and in its place none that an earlier attempt left in the draft', async () => {
  await resolve({ device_fix: fix(86_400), event: { event: 'resolve', outcome: 'fixed_on_site' } });
  tell(fix(120));
  await screen.findByText(/L’ultima è di 2 min fa/);
  await save();
  await vi.waitFor(() => expect(engine.of('draft_save')).toHaveLength(1));
  expect(writtenFix(), 'old').toBeUndefined();
  tell(fix(1));
  await screen.findByText('12 m, precisione 6 m: in loco');
  await save();
  await vi.waitFor(() => expect(engine.of('draft_save')).toHaveLength(2));
  expect(writtenFix(), 'of now').toEqual(fix(1));
});

test.each(['fixed_on_site', 'not_found'])('a job ended as %s without a fix asks for the reason, and takes it', async (outcome) => {
  await resolve({ event: { event: 'resolve', outcome } });
  await fireEvent.input(screen.getByLabelText('Perché senza posizione?'), { target: { value: 'in un sottopasso' } });
  await save();
  await vi.waitFor(() => expect(engine.of('draft_save')).toHaveLength(1));
  expect(engine.last('draft_write').request).toMatchObject({ form: { event: { outcome, waive: 'in un sottopasso' } } });
});

test('far away it asks why from there, also for a place where nothing was found', async () => {
  engine.always('site_distance', { ...there, distance_m: 900, verdict: 'far' });
  await resolve({ event: { event: 'resolve', outcome: 'not_found' } });
  tell(fix(0));
  expect(await screen.findByLabelText('Perché da qui?')).toBeTruthy();
  expect(screen.getAllByLabelText(/^Perché/), 'one reason for all').toHaveLength(1);
});

test('on the spot the reason is a choice only where nothing asks for a position', async () => {
  engine.always('ticket', closing(['resolve_on_spot']));
  await resolve({ event: { event: 'resolve_on_spot', outcome: 'already_fixed' } });
  expect(screen.getByLabelText('Perché senza posizione? (facoltativo)')).toBeTruthy();
  await fireEvent.click(screen.getByRole('radio', { name: /Non trovata/ }));
  expect(await screen.findByLabelText('Perché senza posizione?')).toBeTruthy();
});

test('a receiver that finds nothing stops nobody', async () => {
  render(Arrive, { params: ['t1'] });
  const fault: Fault = { code: 'no_location', message: '', cure: null, faults: [], rules: [], wait_ms: null };
  engine.tell({ news: 'no_fix', fault });
  expect(await screen.findByText(/non trova la posizione/)).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Registra senza posizione' }).disabled).toBe(false);
});

test('the story of a ticket says how old a fix was, and that it was simulated', () => {
  const seen = { distance_m: 12, accuracy_m: 6, verdict: 'on_site', fix: fix(0, { mocked: true }), fix_age_s: 40 };
  expect(visitWord(seen)).toBe('12 m, precisione 6 m: in loco, posizione misurata 40 secondi prima, il telefono l’ha detta simulata');
  expect(visitWord({ ...seen, verdict: 'no_fix', fix: fix(0), fix_age_s: 600 })).toBe('12 m, precisione 6 m: posizione troppo vecchia, posizione misurata 10 min prima');
});
