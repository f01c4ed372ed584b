// SPDX-License-Identifier: EUPL-1.2
// What happened to a ticket, as the lines of a timeline: the newest first, overtaken deeds marked and never left out.
import type { IconName, Tone } from '@design';
import type { Happened, Ticket, Visit } from '../bridge';
import { t, told } from '../i18n/index.svelte';
import { day, distance, when } from '../i18n/when';
import { categories } from './categories.svelte';

const LOOKS: Record<string, [IconName, Tone]> = {
  submit: ['flag', 'info'],
  ask_info: ['help-circle', 'warn'],
  give_info: ['note', 'info'],
  take_charge: ['inbox', 'info'],
  transfer: ['exchange-circle', 'info'],
  assign: ['user', 'info'],
  accept: ['check', 'info'],
  decline: ['close-circle', 'warn'],
  start: ['target', 'info'],
  hold: ['clock', 'warn'],
  resume: ['tool', 'info'],
  resolve: ['check-circle', 'ok'],
  resolve_on_spot: ['check-circle', 'ok'],
  verify: ['check-double', 'ok'],
  close_from_desk: ['check-circle', 'ok'],
  reopen: ['restore', 'warn'],
  cancel: ['ban', 'danger'],
};

interface Moment {
  id: string;
  icon: IconName;
  tone: Tone;
  title: string;
  detail?: string | undefined;
  when: string;
  overtaken?: string | undefined;
}

/** As "12 m, precisione 6 m: in loco". */
export function visitWord(visit: Pick<Visit, 'distance_m' | 'accuracy_m' | 'verdict'>): string {
  const verdict = told(`verdict.${visit.verdict}`, visit.verdict);
  if (visit.distance_m === null) return verdict;
  const far = distance(visit.distance_m);
  if (visit.accuracy_m === null) return t('crew.distance_plain', { far, verdict });
  return t('crew.distance', { far, accuracy: distance(visit.accuracy_m), verdict });
}

const moment = (at: string | null, by: string | null | undefined) =>
  [at && when(Date.parse(at)), by].filter(Boolean).join(' · ');

export function momentsOf(ticket: Ticket): Moment[] {
  const events: Moment[] = [...ticket.events].reverse().map((event) => {
    const [icon, tone] = LOOKS[event.kind] ?? ['info-circle', 'plain'];
    return {
      id: event.id,
      icon,
      tone,
      title: told(`event.${event.kind}`, t('event.unknown')),
      detail: detailOf(event, ticket.visits),
      when: moment(event.at, event.by_name),
      overtaken: event.superseded_by ? t('timeline.overtaken') : undefined,
    };
  });
  if (ticket.events.some(({ kind }) => kind === 'submit')) return events;
  const filed = moment(ticket.created_at, ticket.created_by_name);
  return [...events, { id: 'filed', icon: 'flag', tone: 'info', title: t('event.submit'), when: filed }];
}

function detailOf(event: Happened, visits: Visit[]): string | undefined {
  const visit = visits.find((one) => one.event === event.id);
  const parts = [
    event.office && categories.office(event.office),
    event.crew && categories.crew(event.crew),
    event.outcome && told(`outcome.${event.outcome}`, event.outcome),
    event.hold && told(`hold.${event.hold}`, event.hold),
    event.hold && event.due && t('crew.until', { date: day(Date.parse(event.due)) }),
    event.reason,
    event.text,
    event.waiver,
    visit && visitWord(visit),
    visit?.override_reason !== event.waiver && visit?.override_reason,
  ];
  return parts.filter(Boolean).join(' · ') || undefined;
}
