// SPDX-License-Identifier: EUPL-1.2
// The main places of the app, for an agent and for a crew.
import type { IconName } from '@design';
import type { State } from './bridge';
import { t } from './i18n/index.svelte';
import { router } from './router.svelte';

interface Place {
  id: string;
  icon: IconName;
  word: string;
  count?: number;
  countWord?: string;
  main?: boolean;
}

export function placesFor(isCrew: boolean, state: State | null, notices: number): Place[] {
  const toDecide = (state?.conflicts ?? 0) + (state?.refused ?? 0) + notices;
  const home: Place = isCrew
    ? { id: 'today', icon: 'list', word: t('nav.today') }
    : { id: 'shift', icon: 'flag', word: t('nav.shift') };
  return [
    home,
    { id: 'mine', icon: 'files', word: t('nav.mine'), ...waiting(state?.drafts ?? 0) },
    { id: 'report', icon: 'camera', word: t('nav.report'), main: true },
    { id: 'near', icon: 'search', word: t('nav.near') },
    { id: 'more', icon: 'more-items', word: t('nav.more'), ...waiting(toDecide) },
  ];
}

function waiting(count: number) {
  return count ? { count, countWord: t('nav.waiting', { n: count }) } : {};
}

/** Places stand beside each other: going from one to the next leaves no trail to walk back. */
export function goTo(id: string) {
  if (id === 'report') router.go(id);
  else router.replace(id);
}
