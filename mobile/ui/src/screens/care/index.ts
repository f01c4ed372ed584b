// SPDX-License-Identifier: EUPL-1.2
// The screens about the phone itself, and the photo tools, by the names under which the router knows them.
import { later, plain, type LaterScreen, type Screen } from '../screen';
import Delivery from './Delivery.svelte';
import Settings from './Settings.svelte';
import ShiftEnd from './ShiftEnd.svelte';

export const careScreens: Record<string, Screen | LaterScreen> = {
  delivery: plain(Delivery),
  export: later(() => import('./Export.svelte')),
  maps: later(() => import('./Maps.svelte')),
  settings: plain(Settings),
  privacy: later(() => import('./Privacy.svelte')),
  shift_end: plain(ShiftEnd),
  photo: later(() => import('../tools/Photo.svelte')),
  view: later(() => import('../tools/View.svelte')),
};
