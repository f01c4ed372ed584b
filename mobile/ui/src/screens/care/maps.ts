// SPDX-License-Identifier: EUPL-1.2
// How a map for this phone stands, as icon and word.
import type { Sign } from '@design';
import type { MapPack } from '../../bridge';
import { t } from '../../i18n/index.svelte';

const SIGNS: Record<MapPack['state'], Omit<Sign, 'word'>> = {
  available: { tone: 'plain', icon: 'download' },
  downloading: { tone: 'info', icon: 'download' },
  paused: { tone: 'warn', icon: 'clock' },
  installed: { tone: 'ok', icon: 'check-circle' },
  outdated: { tone: 'warn', icon: 'refresh' },
};

export const packSign = ({ state }: MapPack): Sign => ({ ...SIGNS[state], word: t(`map_state.${state}`) });

/** Bytes that taking a map off this phone gives back: its file, and what came of another. */
export const freed = ({ file_bytes, received_bytes }: MapPack): number => (file_bytes ?? 0) + received_bytes;

/** How much of a map is here, 0 to 1. */
export function shareHere({ received_bytes, bytes }: MapPack): number | undefined {
  return bytes ? received_bytes / bytes : undefined;
}
