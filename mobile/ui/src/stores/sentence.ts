// SPDX-License-Identifier: EUPL-1.2
// The sentence on top of every screen. One tick: on this phone's disk. Two: the server gave its receipt.
import type { Sign } from '@design';
import type { Progress, State } from '../bridge';
import { t } from '../i18n/index.svelte';
import { size, when } from '../i18n/when';

const ms = (moment: string) => Date.parse(moment);

export function sentence(state: State | null): Sign {
  if (!state) return { tone: 'plain', icon: 'clock', word: t('state.reading') };
  if (state.progress) return { tone: 'info', icon: 'upload', ...progressWords(state.progress) };
  if (state.failure?.code === 'revoked')
    return { tone: 'danger', icon: 'ban', word: t('state.revoked'), detail: t('state.revoked_why') };
  if (state.refused)
    return { tone: 'danger', icon: 'warning-circle', word: t('state.refused', { n: state.refused }), detail: t('state.refused_why') };
  if (state.changes_owed || state.photos_owed) return owed(state);
  if (!state.last_contact_at) return { tone: 'plain', icon: 'wifi', word: t('state.never'), detail: t('state.never_why') };
  const detail = t('state.last_contact', { time: when(ms(state.last_contact_at)) });
  return { tone: 'ok', icon: 'check-double', word: t('state.delivered'), detail };
}

function owed(state: State): Sign {
  const saved = state.saved_at ? t('state.saved', { time: when(ms(state.saved_at)) }) : t('state.saved_before');
  return { tone: 'warn', icon: 'check', word: `${saved}, ${waits(state)}`, detail: owedWord(state) };
}

function waits(state: State): string {
  if (!state.changes_owed && state.waiting_for_wifi) return t('state.waits_wifi');
  const isNetwork = !state.failure || state.failure.code === 'offline';
  if (isNetwork) return t('state.waits_network');
  return state.next_try_at ? t('state.waits_try', { time: when(ms(state.next_try_at)) }) : t('state.waits');
}

export function owedWord(state: State): string {
  const parts = [];
  if (state.changes_owed) parts.push(t('state.changes', { n: state.changes_owed }));
  if (state.photos_owed) parts.push(t('state.photos', { n: state.photos_owed, size: size(state.photo_bytes_owed) }));
  return parts.join(', ');
}

export function progressWords(progress: Progress): { word: string; detail?: string } {
  if (progress.photos_total && progress.step === 'uploading') {
    const detail = t('state.bytes', { at: size(progress.bytes), of: size(progress.bytes_total) });
    return { word: t('state.sending_photos', { at: progress.photos, of: progress.photos_total }), detail };
  }
  if (progress.changes_total) return { word: t('state.sending', { at: progress.changes, of: progress.changes_total }) };
  return { word: t('state.syncing') };
}
