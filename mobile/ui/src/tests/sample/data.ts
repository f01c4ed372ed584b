// SPDX-License-Identifier: EUPL-1.2
// A made-up town with made-up people, for looking at the screens without an engine.
import type { Category, City, Happened, Job, Photo, Settings, State, Ticket, TicketLine, Who } from '../../bridge';

export const NOW = Date.parse('2026-05-04T10:42:00+02:00');
const HOUR = 3_600_000;
export const at = (hours: number) => new Date(NOW + hours * HOUR).toISOString();

export const agent: Who = {
  person: 'p1',
  person_name: 'Ada Prova',
  role: 'agent',
  crew: null,
  office: null,
  districts: ['Q1'],
  jurisdiction: 'FI',
  jurisdiction_name: 'Comune di Prova',
  device: 'd1',
  server: 'https://ronda.example',
  fingerprint: '4f1c 09aa 77d2 e310 5b6e 8c41 02fd 93b7',
};
export const crew: Who = { ...agent, person: 'p2', person_name: 'Berto Esempio', role: 'crew', crew: 'GREEN-1' };

const names = (it: string, en: string) => ({ it, en });
const category = (code: string, it: string, en: string, more: Partial<Category> = {}): Category => ({
  code,
  group: code.split('.')[0] ?? '',
  name: names(it, en),
  help: names('Che cosa va segnalato qui', 'What belongs here'),
  priority: 'P3',
  visibility: 'public',
  questions: [],
  photos: { minimum: 1, after_required: true, redact: false },
  closing_distance_m: 75,
  emergency_sheet: null,
  asset_layer: null,
  retired: false,
  ...more,
});

export const categories: Category[] = [
  category('roads.pothole', 'Buca', 'Pothole', {
    questions: [
      {
        code: 'depth',
        label: names('Quanto è profonda?', 'How deep is it?'),
        datatype: 'singlevaluelist',
        required: true,
        values: [
          { code: 'low', label: names('Meno di 5 cm', 'Less than 5 cm') },
          { code: 'high', label: names('Più di 5 cm', 'More than 5 cm') },
        ],
      },
    ],
  }),
  category('lighting.lamp_off', 'Lampione spento', 'Street lamp out', { asset_layer: 'lamps' }),
  category('waste.dumped', 'Rifiuti abbandonati', 'Dumped waste', {
    photos: { minimum: 1, after_required: true, redact: true },
  }),
  category('green.tree', 'Albero pericolante', 'Dangerous tree', {
    priority: 'P1',
    emergency_sheet: names('Allontana le persone e chiama il 112.', 'Keep people away and call 112.'),
  }),
  category('water.leak', 'Perdita d’acqua', 'Water leak'),
  category('order.illegal_parking', 'Sosta vietata', 'Illegal parking', {
    photos: { minimum: 1, after_required: false, redact: true },
  }),
  category('roads.manhole', 'Tombino rotto', 'Broken manhole cover'),
  category('roads.ice', 'Ghiaccio o neve', 'Ice or snow'),
  category('lighting.traffic_light', 'Semaforo guasto', 'Traffic light out of order'),
];

const named = (code: string, it: string, en: string) => ({ code, name: names(it, en) });
export const city: City = {
  groups: [named('roads', 'Strade', 'Roads'), named('lighting', 'Illuminazione', 'Lighting')],
  districts: [named('Q1', 'Centro storico', 'Old town')],
  offices: [named('ROADS', 'Ufficio strade', 'Roads office')],
  crews: [named('GREEN-1', 'Verde 1', 'Green 1'), named('GREEN-2', 'Verde 2', 'Green 2')],
  version: 'v1',
};

export const line = (id: string, code: string, title: string, more: Partial<TicketLine> = {}): TicketLine => ({
  id,
  code,
  title,
  category: 'roads.pothole',
  status: 'assigned',
  office: 'ROADS',
  crews: ['GREEN-1'],
  outcome: null,
  notices: 0,
  me_too: 0,
  priority: 'P3',
  danger: false,
  district: 'Q1',
  address: 'Via dei Tigli 12',
  lat: 43.7696,
  lon: 11.2558,
  conflicts: 0,
  created_at: at(-26),
  updated_at: at(-2),
  received_at: at(-25),
  case_number: '2026-7K3Q92M',
  photos: ['a1'],
  notes: 0,
  distance_m: 320,
  owed: 0,
  ...more,
});

export const lines: TicketLine[] = [
  line('t1', 'FI-7K3Q-92MX', 'Buca davanti alla scuola', { danger: true, priority: 'P1', owed: 2, received_at: null }),
  line('t2', 'FI-2B8W-4DTA', '', { category: 'green.tree', lat: 43.7731, lon: 11.2603, address: 'Giardino delle Querce', photos: ['a2'], distance_m: 1450 }),
  line('t3', 'FI-9XPC-11HN', 'Lampione n. 214 spento', { lat: 43.7684, lon: 11.2531, category: 'lighting.lamp_off', photos: [], conflicts: 1 }),
  line('t4', 'FI-6MVE-8RZ3', 'Sacchi accanto ai cassonetti di via Lunga', {
    lat: 43.7672, lon: 11.2579,
    category: 'waste.dumped', status: 'resolved', outcome: 'fixed_on_site', photos: ['a1'], me_too: 3,
  }),
];

const job = (ticket: TicketLine | undefined, hours: number | null, more: Partial<Job> = {}): Job => ({
  line: ticket ?? line('t0', 'FI-0000-0000', ''),
  due: hours === null ? null : at(hours),
  left_ms: hours === null ? null : hours * HOUR,
  accepted: false,
  contested: false,
  is_new: false,
  ...more,
});

export const jobs: Job[] = [
  job(lines[1], 3, { contested: true, is_new: true }),
  job(lines[0], -2, { accepted: true }),
  job(lines[2], 72, { accepted: true }),
];

const photo = (sha256: string, role: string): Photo => ({
  sha256, role, width: 2048, height: 1536, bytes: 421_000, taken_at: '2026-05-03T08:15:30+02:00', fix: null, caption: 'Il bordo cede', shows: null,
  sketch: [{ colour: '#ffd400', width: 0.012, points: [[0.2, 0.2], [0.4, 0.55]] }],
  by: 'p1', by_name: null, delivered: true, delivery: null, is_here: true,
});

const event = (id: string, kind: string, hours: number, more: Partial<Happened> = {}): Happened => ({
  id, kind, at: at(hours), by: 'p9', by_name: null, superseded_by: null, reason: null, text: null, office: null, crew: null,
  due: null, outcome: null, hold: null, waiver: null, body: null, ticket: null, ...more,
});

export const ticket: Ticket = {
  id: 't1',
  code: 'FI-7K3Q-92MX',
  heads: ['5e'.repeat(32)],
  category: 'roads.pothole',
  taxonomy_version: 'v1',
  title: 'Buca davanti alla scuola',
  description: 'Larga un metro, sul lato delle strisce. I bambini la saltano all’uscita.',
  status: 'in_progress',
  priority: 'P1',
  danger: { present: true, reason: 'Una ruota ci entra per intero' },
  visibility: 'public',
  position: { lat: 43.7696, lon: 11.2558, accuracy_m: 9, source: 'gps' },
  device_position: null,
  address: 'Via dei Tigli 12, davanti alla scuola Esempio',
  address_source: null,
  district: 'Q1',
  asset_ref: null,
  channel: 'patrol',
  created_at: at(-26),
  created_by: 'p1',
  created_by_name: 'Ada Prova',
  received_at: at(-25),
  case_number: '2026-7K3Q92M',
  office: 'ROADS',
  outcome: null,
  handoffs: 1,
  escalated: false,
  reopened: 0,
  hold: null,
  assignments: [
    { event: 'e3', crew: 'GREEN-1', due: at(3), accepted: true, started: false },
    { event: 'e4', crew: 'GREEN-2', due: at(5), accepted: false, started: true },
  ],
  events: [
    event('e1', 'submit', -26, { by_name: 'Ada Prova' }),
    event('e2', 'take_charge', -24, { office: 'ROADS' }),
    event('e3', 'assign', -20, { crew: 'GREEN-1' }),
    event('e4', 'assign', -19, { crew: 'GREEN-2', superseded_by: 'e3' }),
    event('e5', 'accept', -4, { crew: 'GREEN-1', by_name: 'Berto Esempio' }),
    event('e6', 'start', -0.67, { crew: 'GREEN-2' }),
  ],
  notices: [],
  visits: [
    { phase: 'arrived', event: 'e6', at: at(-0.67), by: 'p9', by_name: null, fix: null, distance_m: 12, accuracy_m: 6, fix_age_s: null, within_m: 75, verdict: 'on_site', override_reason: null },
  ],
  links: [{ kind: 'related', ticket: 't4', line: lines[3] ?? null }],
  me_too: 2,
  watchers: [],
  answers: { depth: 'high' },
  photos: [photo('a1', 'before'), photo('a2', 'redacted')],
  notes: [{ id: 'n1', text: 'Serve il cartello mobile', by: 'p1', by_name: 'Ada Prova', at: at(-20) }],
  public_updates: [],
  merged_softly: [],
  conflicts: [],
  can: {
    events: ['accept', 'decline', 'start', 'hold', 'resolve'],
    edit: true, note: true, photo: true, link: true, me_too: true, me_too_undo: false, undo: [],
  },
  changes_owed: 1,
  refused: [],
};

export const state: State = {
  changes_owed: 2,
  photos_owed: 1,
  photo_bytes_owed: 412_000,
  saved_at: at(0),
  last_contact_at: at(-2),
  syncing: false,
  progress: null,
  failure: null,
  next_try_at: at(0.02),
  waiting_for_wifi: false,
  conflicts: 1,
  drafts: 1,
  refused: 0,
};

export const settings: Settings = {
  appearance: { language: 'it', theme: 'light' },
  photos_on_wifi_only: true,
  thumbnails: true,
  lock_after_min: 5,
};
