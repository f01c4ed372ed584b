// SPDX-License-Identifier: EUPL-1.2
// What tells one category from another at a glance: an icon, and two letters that no other category with that icon has.
import type { IconName } from '@design';

const GROUP_ICONS: Record<string, IconName> = {
  roads: 'road',
  lighting: 'lamp',
  waste: 'bin',
  green: 'tree',
  water: 'drop',
  environment: 'leaf',
  furniture: 'bench',
  animals: 'paw',
  buildings: 'building',
  order: 'shield',
  decay: 'spray',
  services: 'help-circle',
  police: 'shield',
};

/** Where a picture says more than that of the group and is still told apart at the size of a mark. */
const OWN_ICONS: Record<string, IconName> = {
  'roads.ice': 'snow',
  'roads.spill': 'drop',
  'roads.works': 'cone',
  'lighting.exposed_wires': 'bolt',
  'lighting.traffic_light': 'traffic-light',
  'environment.noise': 'horn',
  'environment.smoke': 'flame',
  'order.abandoned_vehicle': 'car',
  'order.illegal_parking': 'car',
  'decay.camp': 'tent',
  'services.bus_stop': 'bus',
  'police.accident_damage': 'car',
  'police.found_item': 'key',
  'police.road_closure': 'ban',
  'police.site_inspection': 'search',
};

export function iconOf(code: string): IconName {
  return OWN_ICONS[code] ?? GROUP_ICONS[code.split('.')[0] ?? ''] ?? 'flag';
}

export interface Kind {
  code: string;
  name: string;
}

export interface KindSign {
  icon: IconName;
  letters: string;
}

/** Capitals and digits, without accents: what is still read when it is small. */
function wordsOf(name: string): string[] {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** What may stand for a name, the most telling first; numbers never end. */
function* lettersFor(name: string): Generator<string, never> {
  const [first = '', ...others] = wordsOf(name).map((word) => [...word]);
  const [initial = '', ...rest] = first;
  yield initial + (rest[0] ?? '');
  const telling = [...others.filter(({ length }) => length > 3), ...others.filter(({ length }) => length <= 3)];
  for (const other of [...telling.map(([letter = '']) => letter), ...rest.slice(1), ...telling.flat()]) yield initial + other;
  for (let number = 2; ; number += 1) yield number < 10 ? initial + number : String(number);
}

function free(name: string, taken: ReadonlySet<string>): string {
  const all = lettersFor(name);
  for (;;) {
    const letters = all.next().value;
    if (letters && !taken.has(letters)) return letters;
  }
}

/** Each category's sign. Whoever comes first keeps the letters that suit him best, so that a category added later changes none. */
export function signsOf(kinds: Iterable<Kind>): Map<string, KindSign> {
  const taken = new Map<IconName, Set<string>>();
  const signs = new Map<string, KindSign>();
  for (const { code, name } of kinds) {
    const icon = iconOf(code);
    const here = taken.get(icon) ?? new Set();
    const letters = free(name, here);
    taken.set(icon, here.add(letters));
    signs.set(code, { icon, letters });
  }
  return signs;
}
