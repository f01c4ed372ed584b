// SPDX-License-Identifier: EUPL-1.2
// A ticket's history as moments to show, the newest first.
import type { IconName, Tone } from '@design';
import type { Happened, Ticket } from '../bridge';
import { t, told } from '../i18n/index.svelte';
import { distance, when } from '../i18n/when';
import { categories } from './categories.svelte';

const LOOKS: Record<string, [IconName, Tone]> = {
  ask_info: ['help-circle', 'warn'],
  take_charge: ['inbox', 'info'],
  transfer: ['exchange-circle', 'info'],
  assign: ['user', 'info'],
  accept: ['check', 'info'],
  decline: ['close', 'warn'],
  start: ['tool', 'info'],
  hold: ['clock', 'warn'],
  resume: ['tool', 'info'],
  resolve: ['check-circle', 'ok'],
  resolve_on_spot: ['check-circle', 'ok'],
  verify: ['check-circle', 'ok'],
  close_from_desk: ['check-circle', 'ok'],
  reopen: ['restore', 'warn'],
  cancel: ['close-circle', 'danger'],
};

const moment = (at: string | null, by: string | null | undefined) =>
  [by || t('someone'), at ? when(Date.parse(at)) : ''].filter(Boolean).join(' · ');

export function momentsOf(ticket: Ticket) {
  const events = ticket.events.map((event) => {
    const [icon, tone] = LOOKS[event.kind] ?? ['info-circle', 'plain'];
    return {
      id: event.id,
      icon,
      tone,
      title: told(`event.${event.kind}`, t('ticket.newer_app')),
      detail: detailOf(event, ticket),
      when: moment(event.at, event.by_name),
      overtaken: event.superseded_by ? t('timeline.overtaken') : undefined,
    };
  });
  const filed = {
    id: 'filed',
    icon: 'flag' as const,
    tone: 'info' as const,
    title: t('timeline.filed'),
    when: moment(ticket.created_at, ticket.created_by_name),
  };
  return [...events.reverse(), filed];
}

function detailOf(event: Happened, ticket: Ticket): string | undefined {
  const visit = ticket.visits.find((one) => one.event === event.id);
  const parts = [
    event.office && categories.office(event.office),
    event.crew && categories.crew(event.crew),
    event.outcome && told(`outcome.${event.outcome}`, event.outcome),
    event.hold && told(`hold.${event.hold}`, event.hold),
    event.reason,
    event.text,
    event.waiver,
    visit?.distance_m != null && t('timeline.away', { metres: distance(visit.distance_m) }),
  ];
  return parts.filter(Boolean).join(' · ') || undefined;
}
