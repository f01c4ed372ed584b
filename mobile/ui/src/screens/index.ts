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

/** A screen that needs nothing of its address. */
const plain = (screen: Component<Record<string, never>>) => screen as unknown as Screen;

export const screens: Record<string, Screen> = {
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
