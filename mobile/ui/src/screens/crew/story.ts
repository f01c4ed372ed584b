// SPDX-License-Identifier: EUPL-1.2
// What happened to a ticket, as the lines of a timeline: the newest first, overtaken deeds marked and never left out.
import type { IconName, Tone } from '@design';
import type { Happened, Ticket, Visit } from '../../bridge';
import { t, told } from '../../i18n/index.svelte';
import { distance, when } from '../../i18n/when';
import { categories } from '../../stores/categories.svelte';

const SIGNS: Record<string, [IconName, Tone]> = {
  submit: ['flag', 'plain'],
  assign: ['user', 'info'],
  accept: ['check', 'info'],
  decline: ['close-circle', 'warn'],
  start: ['target', 'info'],
  hold: ['clock', 'warn'],
  resume: ['restore', 'info'],
  resolve: ['check-circle', 'ok'],
  resolve_on_spot: ['check-circle', 'ok'],
  verify: ['check-double', 'ok'],
  reopen: ['restore', 'warn'],
  cancel: ['ban', 'danger'],
};

/** As "12 m, precisione 6 m: in loco". */
export function visitWord(visit: Pick<Visit, 'distance_m' | 'accuracy_m' | 'verdict'>): string {
  const verdict = told(`verdict.${visit.verdict}`, visit.verdict);
  if (visit.distance_m === null) return verdict;
  const far = distance(visit.distance_m);
  if (visit.accuracy_m === null) return t('crew.distance_plain', { far, verdict });
  return t('crew.distance', { far, accuracy: distance(visit.accuracy_m), verdict });
}

function detail(event: Happened, visits: Visit[]): string {
  const visit = visits.find((one) => one.event === event.id);
  return [
    event.crew && categories.crew(event.crew),
    event.outcome && told(`outcome.${event.outcome}`, event.outcome),
    event.hold && told(`hold.${event.hold}`, event.hold),
    event.reason,
    event.text,
    event.waiver,
    visit && visitWord(visit),
  ]
    .filter(Boolean)
    .join(' · ');
}

export function moments(ticket: Ticket) {
  return [...ticket.events].reverse().map((event) => {
    const [icon, tone] = SIGNS[event.kind] ?? ['info-circle', 'plain'];
    const at = event.at ? when(Date.parse(event.at)) : '';
    return {
      id: event.id,
      icon,
      tone,
      title: told(`event.${event.kind}`, t('event.unknown')),
      detail: detail(event, ticket.visits) || undefined,
      when: [at, event.by_name].filter(Boolean).join(' · '),
      overtaken: event.superseded_by ? t('crew.overtaken') : undefined,
    };
  });
}
