// SPDX-License-Identifier: EUPL-1.2
// How much something matters. A tone is always shown with an icon and a word as well: colour alone says nothing.
import type { IconName } from './icons';

export type Tone = 'plain' | 'info' | 'ok' | 'warn' | 'danger';

/** The icon of a tone, where nobody chose a better one. */
export const toneIcons: Record<Tone, IconName> = {
  plain: 'info-circle',
  info: 'info-circle',
  ok: 'check-circle',
  warn: 'clock',
  danger: 'warning-circle',
};

/** Something with a look: an icon and the word beside it. */
export interface Sign {
  tone: Tone;
  icon: IconName;
  word: string;
  /** The second line, where there is room for one. */
  detail?: string | undefined;
}
