// SPDX-License-Identifier: EUPL-1.2
// What an arrival or a closing will say of where it was made, before it is saved: never a lock, never a track.
import type { Sign } from '@design';
import { FIX_FRESH_S, type SiteDistance, type Spot } from '../bridge';
import { t } from '../i18n/index.svelte';
import { distance, span } from '../i18n/when';
import { visitWord } from './timeline';

const VERDICTS: Record<string, Omit<Sign, 'word'>> = {
  on_site: { tone: 'ok', icon: 'check-circle' },
  near: { tone: 'warn', icon: 'map-marker' },
  far: { tone: 'warn', icon: 'warning-circle' },
};

export function verdictSign(site: SiteDistance): Sign {
  return { ...(VERDICTS[site.verdict] ?? { tone: 'plain', icon: 'help-circle' }), word: visitWord(site) };
}

/** Why it should be said from where it is saved. */
export function isAway(site: SiteDistance | null): boolean {
  return site?.verdict === 'far' || site?.verdict === 'near';
}

/** A receiver tells about once a second: what is younger than this is of now. */
export const NOW_S = 5;

/** How old the fix is, and that one too old says nothing of where somebody is. */
export function fixDetail(fix: Spot | null, age_s: number | null): string {
  if (!fix || age_s === null) return t('crew.no_fix_detail');
  if (age_s > FIX_FRESH_S) return t('crew.fix_too_old', { age: span(age_s * 1000) });
  return age_s > NOW_S ? t('crew.fix_detail_age', { age: span(age_s * 1000) }) : t('crew.fix_detail');
}

/** Everything else the office will read: how surely its place is known, how near counts as there, a simulated fix. */
export function evidenceLines(site: SiteDistance, fix: Spot | null, pinAccuracy_m: number | undefined): string[] {
  return [
    pinAccuracy_m === undefined ? t('crew.pin_unknown') : t('crew.pin_accuracy', { metres: distance(pinAccuracy_m) }),
    t('crew.within', { metres: distance(site.within_m) }),
    fix?.mocked ? t('crew.fix_mocked') : '',
  ].filter(Boolean);
}
