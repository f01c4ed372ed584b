// SPDX-License-Identifier: EUPL-1.2
// How far a sync is.
import type { Progress } from '../../bridge';

/** Bytes say more than items while photos are on their way; nothing is said before anything is known. */
export function shareOf(progress: Progress): number | undefined {
  if (progress.step === 'uploading' && progress.bytes_total) return progress.bytes / progress.bytes_total;
  if (progress.changes_total) return progress.changes / progress.changes_total;
  return undefined;
}
