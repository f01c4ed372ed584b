// SPDX-License-Identifier: EUPL-1.2
// The screens about the phone itself, and the photo tools, by the names under which the router knows them.
import { plain, type Screen } from '../screen';
import Photo from '../tools/Photo.svelte';
import View from '../tools/View.svelte';
import Delivery from './Delivery.svelte';
import Export from './Export.svelte';
import Maps from './Maps.svelte';
import Privacy from './Privacy.svelte';
import Settings from './Settings.svelte';
import ShiftEnd from './ShiftEnd.svelte';

export const careScreens: Record<string, Screen> = {
  delivery: plain(Delivery),
  export: plain(Export),
  maps: plain(Maps),
  settings: plain(Settings),
  privacy: plain(Privacy),
  shift_end: plain(ShiftEnd),
  photo: Photo,
  view: View,
};
