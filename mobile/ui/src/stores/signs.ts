// SPDX-License-Identifier: EUPL-1.2
// States of tickets and photos as icon, tone and word.
import type { IconName, Sign, Tone } from '@design';
import type { Photo, PhotoDelivery } from '../bridge';
import { t, told } from '../i18n/index.svelte';
import { isToday, when } from '../i18n/when';

const STATUS: Record<string, [Tone, IconName]> = {
  submitted: ['info', 'inbox'],
  needs_info: ['warn', 'help-circle'],
  in_charge: ['info', 'folder'],
  assigned: ['info', 'user'],
  accepted: ['info', 'user'],
  in_progress: ['info', 'tool'],
  on_hold: ['warn', 'clock'],
  resolved: ['ok', 'check-circle'],
  closed: ['ok', 'check-circle'],
  cancelled: ['plain', 'close-circle'],
};

export function statusSign(status: string): Sign {
  const [tone, icon] = STATUS[status] ?? ['plain', 'info-circle'];
  return { tone, icon, word: told(`status.${status}`, t('ticket.newer_app')) };
}

/** One tick for the phone's disk, two for the server's receipt. */
export function tickSign(ticket: { received_at: string | null; owed: number }): Sign {
  if (ticket.owed && ticket.received_at) return { tone: 'warn', icon: 'check', word: t('tick.partly') };
  if (ticket.owed || !ticket.received_at) return { tone: 'warn', icon: 'check', word: t('tick.phone') };
  return { tone: 'ok', icon: 'check-double', word: t('tick.central') };
}

/** The same in a sentence with its moment. */
export function receiptSign(received_at: string | null): Sign {
  if (!received_at) return { tone: 'warn', icon: 'check', word: t('tick.phone_long') };
  const [at, time] = [Date.parse(received_at), when(Date.parse(received_at))];
  const word = isToday(at) ? t('tick.central_since', { time }) : t('tick.central_on', { time });
  return { tone: 'ok', icon: 'check-double', word };
}

const STANDS: Record<PhotoDelivery['stand'], [Tone, IconName]> = {
  delivered: ['ok', 'check-double'],
  queued: ['warn', 'check'],
  sending: ['info', 'upload'],
  retrying: ['warn', 'refresh'],
  waiting_for_wifi: ['warn', 'wifi'],
  refused: ['danger', 'warning-circle'],
  in_custody: ['danger', 'locked'],
};

export function standSign(stand: PhotoDelivery['stand']): Sign {
  const [tone, icon] = STANDS[stand];
  return { tone, icon, word: t(`stand.${stand}`) };
}

export function photoSign(photo: Photo): Sign {
  return standSign(photo.delivery?.stand ?? (photo.delivered ? 'delivered' : 'queued'));
}

/** Why a photo waits or was refused. */
export function photoReason({ reason_code, reason }: Pick<PhotoDelivery, 'reason_code' | 'reason'>): string {
  return told(`photo_reason.${reason_code}`, told(`fault.${reason_code}`, reason ?? ''));
}
