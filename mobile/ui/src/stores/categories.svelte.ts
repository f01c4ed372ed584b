// SPDX-License-Identifier: EUPL-1.2
// Names of categories, districts, offices and crews: asked for once, kept until the set changes.
import type { IconName } from '@design';
import { call, type Category, type City, type Named } from '../bridge';
import { named } from '../i18n/index.svelte';

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

class Categories {
  all = $state.raw<Map<string, Category>>(new Map());
  city = $state.raw<City | null>(null);

  async read() {
    const [list, city] = await Promise.all([call('categories', { search: '' }), call('city')]);
    this.all = new Map(list.map((category) => [category.code, category]));
    this.city = city;
  }

  name(code: string): string {
    const category = this.all.get(code);
    return category ? named(category.name) : code;
  }

  icon(code: string): IconName {
    return GROUP_ICONS[code.split('.')[0] ?? ''] ?? 'flag';
  }

  office(code: string): string {
    return nameOf(this.city?.offices, code);
  }

  crew(code: string): string {
    return nameOf(this.city?.crews, code);
  }

  district(code: string): string {
    return nameOf(this.city?.districts, code);
  }
}

function nameOf(list: Named[] | undefined, code: string): string {
  const found = list?.find((entry) => entry.code === code);
  return found ? named(found.name) : code;
}

export const categories = new Categories();
