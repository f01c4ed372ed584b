// SPDX-License-Identifier: EUPL-1.2
// The screens of a crew's day by the names under which the router knows them.
import { plain, type Screen } from '../screen';
import Arrive from './Arrive.svelte';
import Conflicts from './Conflicts.svelte';
import Decline from './Decline.svelte';
import Hold from './Hold.svelte';
import Job from './Job.svelte';
import Notices from './Notices.svelte';
import Resolve from './Resolve.svelte';
import Today from './Today.svelte';

export const crewScreens: Record<string, Screen> = {
  today: Today,
  job: Job,
  arrive: Arrive,
  hold: Hold,
  decline: Decline,
  resolve: Resolve,
  conflicts: plain(Conflicts),
  notices: plain(Notices),
};
