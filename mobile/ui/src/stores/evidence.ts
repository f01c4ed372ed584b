// SPDX-License-Identifier: EUPL-1.2
// What an arrival or a closing will say of where it was made, before it is saved: never a lock, never a track.
import type { Sign } from '@design';
import type { SiteDistance, Spot } from '../bridge';
import { t } from '../i18n/index.svelte';
import { ago, distance } from '../i18n/when';
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

const STALE_MS = 60_000;

/** Everything else the office will read: how surely its place is known, how near counts as there, an old or a simulated fix. */
export function evidenceLines(site: SiteDistance, fix: Spot | null, pinAccuracy_m: number | undefined, now_ms = Date.now()): string[] {
  const measured_ms = fix?.at ? Date.parse(fix.at) : now_ms;
  return [
    pinAccuracy_m === undefined ? t('crew.pin_unknown') : t('crew.pin_accuracy', { metres: distance(pinAccuracy_m) }),
    t('crew.within', { metres: distance(site.within_m) }),
    now_ms - measured_ms > STALE_MS ? t('crew.fix_old', { ago: ago(measured_ms, now_ms) }) : '',
    fix?.mocked ? t('crew.fix_mocked') : '',
  ].filter(Boolean);
}
