// SPDX-License-Identifier: EUPL-1.2
// What is said of a fix: how good it is, and what helps.
import { t } from '../../i18n/index.svelte';
import { distance } from '../../i18n/when';

const GOOD_M = 15;

export function ringWords(accuracy_m: number | undefined, fault: string): { word: string; detail: string } {
  if (accuracy_m !== undefined) {
    const detail = accuracy_m <= GOOD_M ? t('fix.good') : t('fix.settling');
    return { word: t('fix.accuracy', { metres: distance(accuracy_m) }), detail };
  }
  if (fault) return { word: t('fix.none'), detail: fault };
  return { word: t('fix.seeking'), detail: t('fix.go_on') };
}
