// SPDX-License-Identifier: EUPL-1.2
// The screens of a crew's day by the names under which the router knows them.
import { later, type LaterScreen, type Screen } from '../screen';
import Arrive from './Arrive.svelte';
import Decline from './Decline.svelte';
import Hold from './Hold.svelte';
import Job from './Job.svelte';
import Resolve from './Resolve.svelte';
import Today from './Today.svelte';

export const crewScreens: Record<string, Screen | LaterScreen> = {
  today: Today,
  job: Job,
  arrive: Arrive,
  hold: Hold,
  decline: Decline,
  resolve: Resolve,
  conflicts: later(() => import('./Conflicts.svelte')),
  notices: later(() => import('./Notices.svelte')),
};
