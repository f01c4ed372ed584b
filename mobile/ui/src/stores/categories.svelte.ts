// SPDX-License-Identifier: EUPL-1.2
// Names of categories, districts, offices and crews: asked for once, kept until the set changes.
import type { IconName } from '@design';
import { call, type Category, type City, type Named } from '../bridge';
import { named } from '../i18n/index.svelte';
import { iconOf, signsOf, type KindSign } from './kinds';

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
    return iconOf(code);
  }

  /** Of every category of the set, in its order, and of those named besides, which a newer set may have or an older one had. */
  signs(besides: Iterable<string>): Map<string, KindSign> {
    const unknown = [...new Set(besides)].filter((code) => !this.all.has(code)).sort();
    return signsOf([...this.all.keys(), ...unknown].map((code) => ({ code, name: this.all.has(code) ? this.name(code) : lastOf(code) })));
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

/** What a code says within its group. */
const lastOf = (code: string) => code.split('.').at(-1) ?? code;

function nameOf(list: Named[] | undefined, code: string): string {
  const found = list?.find((entry) => entry.code === code);
  return found ? named(found.name) : code;
}

export const categories = new Categories();
