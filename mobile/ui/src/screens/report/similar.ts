// SPDX-License-Identifier: EUPL-1.2
// Why a ticket may be the same as the one about to be filed: how sure that is, and each reason in words.
import type { Sign } from '@design';
import { call, type DraftForm, type Similar } from '../../bridge';
import { t } from '../../i18n/index.svelte';
import { ago, distance } from '../../i18n/when';
import { stageOf } from '../../map/marks';

const SURE = 0.85;
const LIKELY = 0.65;

export function sureness(score: number): Sign {
  if (score >= SURE) return { tone: 'danger', icon: 'copy', word: t('similar.sure') };
  if (score >= LIKELY) return { tone: 'warn', icon: 'copy', word: t('similar.likely') };
  return { tone: 'info', icon: 'help-circle', word: t('similar.perhaps') };
}

const groupOf = (code: string) => code.split('.')[0];

/** What the engine alone can know, as it says it. */
const TOLD = { asset: 'the same asset', words: /^(\d+) of (\d+) words in common$/ };

function toldBy(explanation: readonly string[]): string[] {
  const words = explanation.map((part) => TOLD.words.exec(part)).find(Boolean);
  const common = Number(words?.[1] ?? 0);
  return [explanation.includes(TOLD.asset) ? t('similar.same_asset') : '', common ? t('similar.words', { n: common }) : ''];
}

/** Distance, kind, age and whatever else speaks for it. */
export function reasonsOf({ line, distance_m, explanation }: Similar, category: string): string[] {
  const kind = line.category === category ? t('similar.same_kind') : groupOf(line.category) === groupOf(category) ? t('similar.near_kind') : '';
  const when = ago(Date.parse(line.created_at));
  const age = stageOf(line.status) === 'ended' ? t('similar.ended', { when: ago(Date.parse(line.updated_at)) }) : t('similar.filed', { when });
  const others = line.me_too ? t('similar.others', { n: line.me_too }) : '';
  return [t('similar.away', { metres: distance(distance_m) }), kind, age, ...toldBy(explanation), others].filter(Boolean);
}

/** Those that may be the same, without those that were said to be something else. */
export async function similarTo({ category, place, title, description, asset_ref, different_from }: DraftForm): Promise<Similar[]> {
  if (!category || !place) return [];
  const text = [title, description].filter((part) => part?.trim()).join('\n');
  const found = await call('duplicates', { category, place, ...(text ? { text } : {}), ...(asset_ref ? { asset_ref } : {}) });
  // A draft read back from the engine says null where nothing was said.
  const others = different_from ?? [];
  return found.filter(({ line }) => !others.includes(line.id));
}
