// SPDX-License-Identifier: EUPL-1.2
// The made-up tickets and things of a real town's map, the same at every look.
import type { FoundPlace, MapPack, MapTicket, NearAsset } from '../../bridge';
import { categories } from './data';

const CENTRE = { lat: 43.7705, lon: 11.2555 };
const STATUSES = ['submitted', 'submitted', 'assigned', 'in_progress', 'on_hold', 'resolved'];
const FILE = 'feeeca346019172195f025b4952f9bd76cf93dd8e2e5e79011dbbb0f875c9006';

/** Numbers that look like chance and are none. */
function* chance(): Generator<number, never> {
  let seed = 20_260_504;
  for (;;) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield seed / 2_147_483_648;
  }
}

export function mapTickets(count: number): MapTicket[] {
  const next = chance();
  const draw = () => next.next().value;
  return Array.from({ length: count }, (_, at) => {
    const category = categories[Math.floor(draw() * categories.length)] ?? categories[0]!;
    // Towards the middle of the town there are more.
    const spread = 0.03 * draw() ** 1.5;
    const angle = draw() * Math.PI * 2;
    return {
      id: `m${at}`,
      code: `FI-${String(at).padStart(4, '0')}-MAPP`,
      lat: CENTRE.lat + spread * Math.sin(angle) * 0.7,
      lon: CENTRE.lon + spread * Math.cos(angle),
      category: category.code,
      category_group: category.group,
      status: STATUSES[Math.floor(draw() * STATUSES.length)] ?? 'submitted',
      is_mine: draw() < 0.1,
      priority: 'P3',
      danger: draw() < 0.07,
      title: at % 3 ? '' : `${category.name.it} in via dei Tigli ${at}`,
    };
  });
}

const ATTRIBUTION = '© OpenStreetMap, Protomaps';
const city: MapPack = {
  name: 'firenze', area: 'Firenze', date: '2026-04-12', bytes: 4_112_384, licence: 'ODbL 1.0', attribution: ATTRIBUTION,
  bounds: [11.154, 43.727, 11.329, 43.833], zoom_least: 0, zoom_most: 14, state: 'outdated', received_bytes: 0, file: FILE, file_bytes: 3_939_701, newer_date: '2026-05-01',
};
const absent = { ...city, file: null, file_bytes: null, newer_date: null, received_bytes: 0 };

/** One of each kind; only the first is ever drawn. */
export function packs(isHere: boolean): MapPack[] {
  return [
    isHere ? city : { ...absent, state: 'available' },
    { ...absent, name: 'piana', area: 'Piana fiorentina', bytes: 21_400_000, state: 'downloading', received_bytes: 8_100_000 },
    { ...absent, name: 'mugello', area: 'Mugello', bytes: 34_800_000, state: 'available' },
    { ...absent, name: 'chianti', area: 'Chianti', bytes: 18_200_000, state: 'paused', received_bytes: 17_000_000 },
  ];
}

export const found: FoundPlace[] = [
  { kind: 'street', label: 'Via dei Calzaiuoli', detail: 'Centro storico', lat: 43.77145, lon: 11.25535, distance_m: 210 },
  { kind: 'number', label: 'Via dei Calzaiuoli 12', detail: 'Centro storico', lat: 43.7712, lon: 11.25533, distance_m: 180 },
  { kind: 'asset', label: '1234', detail: 'Palo artistico', lat: 43.7718, lon: 11.25541, distance_m: 240 },
];

export const assets: NearAsset[] = [
  { code: '1234', layer: 'lamps', label: 'Palo artistico', lat: 43.76963, lon: 11.2559, distance_m: 8 },
  { code: '88', layer: 'bins', label: 'Carta', lat: 43.7695, lon: 11.2557, distance_m: 14 },
  { code: '1235', layer: 'lamps', label: null, lat: 43.7698, lon: 11.2561, distance_m: 31 },
  { code: 'T-204', layer: 'trees', label: 'Tiglio', lat: 43.7693, lon: 11.2552, distance_m: 47 },
];
