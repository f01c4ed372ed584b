// SPDX-License-Identifier: EUPL-1.2
// What the engine says in codes is said in the person's language; only a code that nobody knows comes as the engine's own sentence.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import App from '../App.svelte';
import type { Advice, Fault } from '../bridge';
import { faultText } from '../bridge/faults';
import { words } from '../i18n/index.svelte';
import ExportMade from '../parts/ExportMade.svelte';
import { contactFault } from '../screens/report/contact';
import { adviceText } from '../stores/advice';
import { sentence } from '../stores/sentence';
import { photoReason } from '../stores/signs';
import { momentsOf } from '../stores/timeline';
import { Engine } from './engine';
import { state, ticket } from './sample/data';

const advice = (code: string, values: Record<string, string> = {}): Advice => ({ code, values, sentence: 'as the engine says it' });
const broken = (more: Partial<Fault>): Fault => ({ code: 'invalid', message: 'in English', cure: null, faults: ['in English'], rules: [], wait_ms: null, ...more });

test('advice is translated and filled in', () => {
  expect(adviceText(advice('photo_no_time', { photo: '3.jpg' }))).toBe('3.jpg: La foto non dice quando è stata scattata.');
  expect(adviceText(advice('photo_no_time'))).toBe('La foto non dice quando è stata scattata.');
  expect(adviceText(advice('sheet', { it: 'Chiama il 112', en: 'Call 112' }))).toBe('Da fare subito: Chiama il 112');
  expect(adviceText(advice('personal_data', { text: 'note', like: 'phone' }))).toMatch(/^La nota sembra contenere un numero di telefono/);
  words.use('en');
  expect(adviceText(advice('sheet', { it: 'Chiama il 112', en: 'Call 112' }))).toBe('At once: Call 112');
  expect(adviceText(advice('of_a_newer_engine'))).toBe('as the engine says it');
});

test('what an event lacks is named, all of it at once', () => {
  expect(faultText(broken({ rules: ['outcome', 'after_photo'] }))).toBe(
    'Scegli com’è finita. Aggiungi una foto del lavoro finito, o scrivi perché non c’è.',
  );
  expect(faultText(broken({ rules: ['outcome', 'unheard_of'] }))).toMatch(/^Qualcosa non va/);
  words.use('en');
  expect(faultText(broken({}))).toBe('in English');
});

test('a photo says why it waits in the person\u2019s language', () => {
  expect(photoReason({ reason_code: 'offline', reason: 'cut' })).toMatch(/^Nessuna rete/);
  expect(photoReason({ reason_code: 'photo_refused', reason: 'damaged' })).toMatch(/solo su questo telefono/);
  expect(photoReason({ reason_code: 'unheard_of', reason: 'damaged' })).toBe('damaged');
});

test('a phone that was taken out says so before anything else', () => {
  const failure = broken({ code: 'revoked' });
  expect(sentence({ ...state, failure })).toMatchObject({ tone: 'danger', icon: 'ban' });
  const nothing = { changes_owed: 0, photos_owed: 0, refused: 0 };
  expect(sentence({ ...state, ...nothing, failure })).toMatchObject({ tone: 'danger', icon: 'ban' });
});

test('a contact needs consent, and consent a contact', () => {
  expect(contactFault(null)).toBeNull();
  expect(contactFault({})).toBeNull();
  expect(contactFault({ phone: '055 000' })).toBe('contact.ask');
  expect(contactFault({ phone: ' ', consent: 'contact-1' })).toBe('contact.only_consent');
  expect(contactFault({ phone: '055 000', consent: 'contact-1' })).toBeNull();
});

test('a wait says until when, on the day that was chosen wherever it is read', () => {
  const [held] = ticket.events;
  const event = { ...held!, id: 'h', kind: 'hold', hold: 'weather', due: '2026-12-04T00:00:00.000Z' };
  expect(momentsOf({ ...ticket, events: [event] })[0]?.detail).toMatch(/fino al ven 4 dic/);
});

test('a locked phone makes the emergency copy without its PIN', async () => {
  const appearance = { language: 'it', theme: 'light' } as const;
  const locked = { phase: 'locked', who: null, wait_ms: 0, appearance, server: null, route: null, version: '0.1.0' } as const;
  const made = { path: '/exports/ronda-1.pack', bytes: 4_096, tickets: null, photos: null, damaged_tickets: 0, damaged_photos: 0 };
  const engine = new Engine().always('session', locked).always('export_make', made);
  render(App);
  await fireEvent.click(await screen.findByRole('button', { name: /Il PIN non si ricorda/ }));
  await fireEvent.click(screen.getByRole('button', { name: 'Crea il file' }));
  expect(engine.last('export_make').request).toEqual({ locked: true });
  expect(await screen.findByText('/exports/ronda-1.pack')).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Indietro' }));
  expect(screen.getByLabelText('PIN')).toBeTruthy();
});

test('an emergency copy says what could not be read for it', () => {
  const made = { path: '/exports/ronda-1.pack', bytes: 4_096, tickets: 3, photos: 1, damaged_tickets: 0, damaged_photos: 0 };
  const { unmount } = render(ExportMade, { made });
  expect(screen.queryByRole('alert')).toBeNull();
  unmount();
  render(ExportMade, { made: { ...made, damaged_tickets: 1, damaged_photos: 2 } });
  expect(screen.getByRole('alert').textContent).toMatch(/1 segnalazione è nel file solo in parte, 2 foto mancano/);
});
