// SPDX-License-Identifier: EUPL-1.2
// Every screen by the first part of its address; what follows it arrives as `params`.
import type { Component } from 'svelte';
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

export type Screen = Component<{ params: string[] }>;

export const screens: Record<string, Screen> = {
  shift: Shift as Screen,
  report: Report,
  saved: Saved,
  mine: Mine,
  near: Near as Screen,
  more: More as Screen,
  ticket: TicketScreen,
  edit: TicketEdit,
  add: Addition,
  ...crewScreens,
  ...careScreens,
};
