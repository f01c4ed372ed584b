// SPDX-License-Identifier: EUPL-1.2
// Every screen by the first part of its address; what follows it arrives as `params`.
import Addition from './agent/Addition.svelte';
import Mine from './agent/Mine.svelte';
import More from './agent/More.svelte';
import Near from './agent/Near.svelte';
import Shift from './agent/Shift.svelte';
import TicketEdit from './agent/TicketEdit.svelte';
import TicketScreen from './agent/TicketScreen.svelte';
import { careScreens } from './care';
import { crewScreens } from './crew';
import Report from './report/Report.svelte';
import Saved from './report/Saved.svelte';
import { plain, type LaterScreen, type Screen } from './screen';

export const screens: Record<string, Screen | LaterScreen> = {
  shift: plain(Shift),
  report: Report,
  saved: Saved,
  mine: Mine,
  near: Near,
  more: plain(More),
  ticket: TicketScreen,
  edit: TicketEdit,
  add: Addition,
  ...crewScreens,
  ...careScreens,
};
