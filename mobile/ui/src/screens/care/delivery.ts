// SPDX-License-Identifier: EUPL-1.2
// Where a photo stands on its way, and how far a sync is.
import type { Sign } from '@design';
import type { PhotoStand, Progress } from '../../bridge';
import { t } from '../../i18n/index.svelte';

const SIGNS: Record<PhotoStand, Omit<Sign, 'word'>> = {
  delivered: { tone: 'ok', icon: 'check-double' },
  queued: { tone: 'plain', icon: 'clock' },
  sending: { tone: 'info', icon: 'upload' },
  retrying: { tone: 'warn', icon: 'refresh' },
  waiting_for_wifi: { tone: 'warn', icon: 'wifi' },
  refused: { tone: 'danger', icon: 'ban' },
  in_custody: { tone: 'warn', icon: 'shield' },
};

export const photoSign = (stand: PhotoStand): Sign => ({ ...SIGNS[stand], word: t(`stand.${stand}`) });

/** Bytes say more than items while photos are on their way; nothing is said before anything is known. */
export function shareOf(progress: Progress): number | undefined {
  if (progress.step === 'uploading' && progress.bytes_total) return progress.bytes / progress.bytes_total;
  if (progress.changes_total) return progress.changes / progress.changes_total;
  return undefined;
}
