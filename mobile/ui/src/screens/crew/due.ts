// SPDX-License-Identifier: EUPL-1.2
// What stands beside a job: when it is due, whether it is new, agreed or contested. Always an icon and a word.
import type { Sign } from '@design';
import type { Happened, Job, Ticket } from '../../bridge';
import { t } from '../../i18n/index.svelte';
import { day, span, when } from '../../i18n/when';

const HOUR_MS = 3_600_000;
/** What the desk named as a day has no time of it. */
const DAY_MS = 24 * HOUR_MS;
const SOON_MS = 4 * HOUR_MS;

export function dueSign(due: string | null, left_ms: number | null): Sign | null {
  if (!due || left_ms === null) return null;
  if (left_ms < 0) return { tone: 'danger', icon: 'warning-circle', word: t('crew.overdue', { time: span(left_ms) }) };
  if (left_ms < SOON_MS) return { tone: 'warn', icon: 'clock', word: t('crew.due_in', { time: span(left_ms) }) };
  const at_ms = Date.parse(due);
  const time = at_ms % DAY_MS ? when(at_ms) : day(at_ms);
  return { tone: 'plain', icon: 'calendar', word: t('crew.due_by', { time }) };
}

export function jobSigns(job: Job): Sign[] {
  const signs: (Sign | null | false)[] = [
    job.line.danger && { tone: 'danger', icon: 'warning', word: t('crew.danger') },
    job.contested && { tone: 'warn', icon: 'exchange-circle', word: t('crew.contested') },
    dueSign(job.due, job.left_ms),
    job.is_new && { tone: 'info', icon: 'plus-circle', word: t('crew.new') },
    job.accepted && { tone: 'ok', icon: 'check', word: t('crew.accepted') },
  ];
  return signs.filter((sign): sign is Sign => Boolean(sign));
}

const AT_WORK = new Set(['start', 'resume', 'hold', 'resolve', 'resolve_on_spot']);

/** The latest deed of another crew at this place. */
export function othersWork(ticket: Ticket, crew: string | null): Happened | null {
  const foreign = ticket.events.filter((event) => AT_WORK.has(event.kind) && event.crew && event.crew !== crew);
  return foreign.at(-1) ?? null;
}
