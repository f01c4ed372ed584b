// SPDX-License-Identifier: EUPL-1.2
// The screens about the phone itself, and the photo tools, by the names under which the router knows them.
import { plain, type LaterScreen, type Screen } from '../screen';
import Delivery from './Delivery.svelte';
import Export from './Export.svelte';
import Privacy from './Privacy.svelte';
import Settings from './Settings.svelte';
import ShiftEnd from './ShiftEnd.svelte';

export const careScreens: Record<string, Screen | LaterScreen> = {
  delivery: plain(Delivery),
  export: plain(Export),
  maps: { later: async () => ({ default: plain((await import('./Maps.svelte')).default) }) },
  settings: plain(Settings),
  privacy: plain(Privacy),
  shift_end: plain(ShiftEnd),
  photo: { later: () => import('../tools/Photo.svelte') },
  view: { later: () => import('../tools/View.svelte') },
};
