// SPDX-License-Identifier: EUPL-1.2
// Answers for every command that a screen asks, from the made-up town: for looking at screens, never for testing behaviour.
import type { Bridge, CommandName, Commands, Draft, Language, News, Phase, Theme, Ticket, TicketQuery } from '../../bridge';
import { agent, at, categories, city, crew, jobs, line, lines, settings, state, ticket } from './data';
import { picture } from './picture';
import { assets, found, mapTickets, packs } from './town';

export interface Wanted {
  phase: Phase;
  role: 'agent' | 'crew';
  language: Language;
  theme: Theme;
  progress: boolean;
  /** Nothing filed, nothing waiting, nobody to decide with. */
  empty: boolean;
  /** Twenty thousand tickets, and two hundred photos on the one that is opened. */
  many: boolean;
  /** The town's map is on the phone. */
  map: boolean;
  /** The receiver finds nothing. */
  lost: boolean;
}

const quiet = { ...state, changes_owed: 0, photos_owed: 0, photo_bytes_owed: 0, saved_at: null, next_try_at: null, conflicts: 0, drafts: 0 };

const paged = <Item>(items: Item[]) => ({ items, next: null, total: items.length });

type Answers = { [Name in CommandName]?: Commands[Name]['answer'] };

const tools = { turns: 0, caption: 'Il bordo cede', role: 'before', sketch: [{ colour: '#d1344c', width: 0.012, points: [[0.2, 0.2], [0.45, 0.5], [0.36, 0.48], [0.45, 0.5], [0.44, 0.4]] as [number, number][] }], blackouts: [{ x: 0.62, y: 0.3, w: 0.2, h: 0.16 }] };
export const photo = { id: 'f1', name: 'buca.jpg', tools, width: 1200, height: 900, bytes: 412_000, taken_at: null, fix: null, notes: [] };
const spot = { lat: 43.76961, lon: 11.25581, accuracy_m: 6, source: 'gps' };

function draft(kind: Draft['kind'], isLost = false): Draft {
  const event = kind === 'event' ? { event: { event: 'resolve', outcome: 'fixed_on_site' } } : {};
  const place = isLost ? {} : { place: spot, device_fix: spot, address: 'Via dei Calzaiuoli 12', address_source: 'house_numbers' };
  const form = { answers: {}, category: 'lighting.lamp_off', ...place, ...event };
  return { id: 'dr1', kind, ticket: kind === 'report' ? null : 't1', form, photos: [photo], created_at: at(-0.1), saved_at: at(0) };
}

const progress = { step: 'uploading' as const, changes: 2, changes_total: 2, photos: 3, photos_total: 7, bytes: 1_240_000, bytes_total: 2_910_000 };

function answers(wanted: Wanted): Answers {
  const who = wanted.role === 'crew' ? crew : agent;
  const now = wanted.progress ? { ...state, syncing: true, progress } : state;
  const appearance = { language: wanted.language, theme: wanted.theme };
  const open = wanted.phase === 'open';
  return {
    session: { phase: wanted.phase, who: open ? who : null, wait_ms: 0, appearance, server: 'https://ronda.example', route: null, version: '0.1.0' },
    enrol_begin: who,
    state: now,
    categories,
    categories_recent: categories,
    city,
    today: paged(jobs),
    consent: { ready: true, wording: 'contact-1', it: 'Posso annotare il suo recapito per informarla su questa segnalazione? Lo legge solo l\'ufficio competente; può chiedere quando vuole di vederlo o di cancellarlo.', en: 'May I note how to reach you, to tell you about this report? Only the office in charge reads it; you can ask at any time to see it or to have it erased.' },
    tickets: { items: lines, next: null },
    ticket,
    shift_start: { dangers: lines.slice(0, 1), dangers_total: 1, hand_over: { text: 'Transenne in via Lunga fino a lunedì.', at: at(-9) }, last_contact_at: at(-2), age_s: 7200, tickets: 412, drafts: 1, notices: 1, conflicts: 1, jobs: 3 },
    shift_end: { filed: 6, saved: 19, state: now, drafts: 1, hand_over: { text: 'Transenne in via Lunga fino a lunedì.', at: at(-9) } },
    drafts: [draft('report')],
    draft_begin: draft('event'),
    draft_read: draft('report', wanted.lost),
    draft_write: { saved_at: at(0) },
    draft_photo_write: photo,
    duplicates: [
      { line: line('t5', 'FI-3HQA-77KD', 'Lampione spento da ieri', { category: 'lighting.lamp_off', lat: 43.76968, lon: 11.25592, me_too: 2 }), score: 0.91, distance_m: 12, explanation: ['the same asset', '2 of 3 words in common'] },
      { line: line('t6', 'FI-5KWC-41TB', '', { category: 'lighting.lamp_off', lat: 43.76952, lon: 11.2556, photos: [], status: 'resolved' }), score: 0.58, distance_m: 21, explanation: [] },
    ],
    conflicts: paged([
      {
        id: 't3', code: 'FI-9XPC-11HN',
        conflicts: [
          { field: 'title', values: [
            { value_id: 'v1', value: 'Due lampioni spenti in via Lunga', by: 'p8', by_name: null, at: at(-3) },
            { value_id: 'v2', value: 'Lampione n. 214 spento', by: who.person, by_name: who.person_name, at: at(-2.5) },
          ] },
          { field: 'priority', values: [
            { value_id: 'v3', value: 'P1', by: 'p8', by_name: null, at: at(-3) },
            { value_id: 'v4', value: 'P3', by: who.person, by_name: who.person_name, at: at(-2) },
          ] },
        ],
      },
    ]),
    notices: paged([
      { id: 't1', code: 'FI-7K3Q-92MX', title: 'Buca davanti alla scuola', notices: [
        { kind: 'double_intervention', event: 'e6', other: 'e7', people: [], names: [], crews: ['GREEN-1', 'GREEN-2'], read_by: [], sentence: '', read: false },
        { kind: 'superseded', event: 'e4', other: 'e3', people: [], names: [], crews: ['GREEN-2'], read_by: [], sentence: '', read: false },
      ] },
    ]),
    site_distance: { distance_m: 12, accuracy_m: 6, within_m: 75, verdict: 'on_site' },
    delivery: { state: now, space_bytes: 320_000_000, diagnostics: ['version 0.1.0', 'changes owed 2, photos owed 3'] },
    waiting: paged([
      { id: 't1', code: 'FI-7K3Q-92MX', title: 'Buca davanti alla scuola', category: 'roads.pothole', changes: 2, since: at(-1), photos: [
        { sha256: 'a1', bytes: 412_000, stand: 'retrying', reason_code: 'offline', reason: 'the connection was cut: it goes on where it stopped' },
        { sha256: 'a2', bytes: 380_000, stand: 'waiting_for_wifi', reason_code: null, reason: null },
        { sha256: 'a3', bytes: 350_000, stand: 'refused', reason_code: 'photo_refused', reason: 'the photo is damaged: take it again' },
      ] },
    ]),
    refused: paged([{ ticket: 't4', code: 'FI-6MVE-8RZ3', intent: 'i1', at: at(-5), reason_code: 'not_allowed', reason: '', edits: [] }]),
    contacts_refused: paged([{ ticket: 't4', code: 'FI-6MVE-8RZ3', reason: 'the contact is too long' }]),
    export_make: { path: '/Download/ronda-FI-2026-05-04.pack', bytes: 3_412_000, tickets: 12, photos: 17, damaged_tickets: 0, damaged_photos: 0 },
    settings: { ...settings, appearance },
    privacy: { who, sent: ['position_at_save', 'position_at_closing', 'photos', 'texts', 'name', 'device_clock', 'free_space'], never: ['track', 'contacts', 'photo_library', 'background_position'], tickets: 412, photos: 96, drafts: 1, last_contact_at: at(-2) },
    maps: packs(wanted.map),
    map_tickets: mapTickets(420),
    search_places: found,
    assets_near: assets,
    asset_of_code: assets.slice(0, 1),
    address_at: { address: 'Via dei Calzaiuoli 12', source: 'house_numbers', distance_m: 12 },
    locate_place: { district: 'Q1', district_name: 'Centro storico', outside: false },
    draft_save: { id: 't1', code: 'FI-7K3Q-92MX', saved_at: at(0), notes: [], status: 'submitted' },
  };
}

/** What the same screens are asked where there is nothing yet. */
function nothing({ delivery, shift_start, shift_end }: Answers): Answers {
  const state = { ...quiet, last_contact_at: at(-2) };
  return {
    state,
    tickets: { items: [], next: null },
    today: paged([]),
    maps: [],
    map_tickets: [],
    drafts: [],
    conflicts: paged([]),
    notices: paged([]),
    waiting: paged([]),
    refused: paged([]),
    contacts_refused: paged([]),
    ...(delivery ? { delivery: { ...delivery, state, space_bytes: 9_000_000_000 } } : {}),
    ...(shift_start ? { shift_start: { ...shift_start, dangers: [], dangers_total: 0, hand_over: null, drafts: 0, notices: 0, conflicts: 0 } } : {}),
    ...(shift_end ? { shift_end: { ...shift_end, state, drafts: 0, hand_over: null } } : {}),
  };
}

const MANY = 20_000;

/** A page as the engine gives it: after a place, so many of what is like these. */
function pageOfMany<Item>(like: Item[], { after, limit = 50, search }: TicketQuery) {
  const from = after ? Number(after) : 0;
  const to = search ? from + limit : Math.min(MANY, from + limit);
  const items = Array.from({ length: to - from }, (_, at) => {
    const code = `FI-${String(from + at).padStart(5, '0')}`;
    return { ...like[(from + at) % like.length]!, id: `m${from + at}`, code };
  });
  return { items, next: search || to === MANY ? null : String(to), total: MANY };
}

/** Lists that a phone may hold thousands of rows of. */
const LONG = ['tickets', 'waiting', 'conflicts', 'notices'] as const;
const isLong = (name: CommandName): name is (typeof LONG)[number] => (LONG as readonly string[]).includes(name);

const manyPhotos = (one: Ticket): Ticket => ({
  ...one,
  photos: Array.from({ length: 200 }, (_, at) => ({ ...one.photos[at % one.photos.length]!, sha256: `p${at}` })),
});

export function sample(wanted: Wanted): Bridge {
  const full = answers(wanted);
  const known = wanted.empty ? { ...full, ...nothing(full) } : wanted.many ? { ...full, ticket: manyPhotos(ticket) } : full;
  let tell: (news: News) => void = () => {};
  return {
    call: async (name, request) => {
      if (name === 'category') return categories.find((one) => one.code === (request as { code: string }).code) as never;
      if (wanted.many && isLong(name)) return pageOfMany<object>(known[name]?.items ?? [], request as TicketQuery) as never;
      if (name === 'location_start' && !wanted.lost) setTimeout(() => tell({ news: 'fix', fix: spot }), 0);
      return (known[name] ?? null) as never;
    },
    hear: (listener) => {
      tell = listener;
      setTimeout(() => tell({ news: 'notices', count: wanted.empty ? 0 : 1 }), 0);
    },
    photo: picture,
    mapBytes: async (_, from, length) => {
      const answer = await fetch('/town.pmtiles', { headers: { Range: `bytes=${from}-${from + length - 1}` } });
      return answer.arrayBuffer();
    },
  };
}
