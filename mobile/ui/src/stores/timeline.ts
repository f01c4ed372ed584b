// SPDX-License-Identifier: EUPL-1.2
// What happened to a ticket, as the lines of a timeline: the newest first, overtaken deeds marked and never left out.
import type { IconName, Tone } from '@design';
import { FIX_FRESH_S, type Happened, type Ticket, type Visit } from '../bridge';
import { t, told } from '../i18n/index.svelte';
import { day, distance, span, when } from '../i18n/when';
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

type Seen = Pick<Visit, 'distance_m' | 'accuracy_m' | 'verdict'> & Partial<Pick<Visit, 'fix' | 'fix_age_s'>>;

/** As "12 m, precisione 6 m: in loco", with the fix's age and that it was simulated, where that is known. */
export function visitWord({ distance_m, accuracy_m, verdict: name, fix, fix_age_s }: Seen): string {
  const isOld = name === 'no_fix' && (fix_age_s ?? 0) > FIX_FRESH_S;
  const verdict = isOld ? t('verdict.old_fix') : told(`verdict.${name}`, name);
  const age = fix_age_s ? t('crew.visit_age', { age: span(fix_age_s * 1000) }) : '';
  return [lies(distance_m, accuracy_m, verdict), age, fix?.mocked ? t('crew.visit_mocked') : ''].filter(Boolean).join(', ');
}

function lies(distance_m: number | null, accuracy_m: number | null, verdict: string): string {
  if (distance_m === null) return verdict;
  const far = distance(distance_m);
  if (accuracy_m === null) return t('crew.distance_plain', { far, verdict });
  return t('crew.distance', { far, accuracy: distance(accuracy_m), verdict });
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
