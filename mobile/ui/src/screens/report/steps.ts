// SPDX-License-Identifier: EUPL-1.2
// The steps of filing, in their order.
import { router } from '../../router.svelte';
import { drafts, type DraftKeeper } from '../../stores/draft.svelte';
import { similarTo } from './similar';

export const STEPS = ['photos', 'type', 'place', 'similar', 'details'] as const;
export type StepName = (typeof STEPS)[number];

/** Steps that every ticket has; the similar ones are shown only where there are some. */
export const COUNTED = STEPS.filter((step) => step !== 'similar');

export function numberOf(step: StepName): number {
  return COUNTED.indexOf(step === 'similar' ? 'place' : step) + 1;
}

export function stepOf(name: string | undefined): StepName {
  return STEPS.find((step) => step === name) ?? 'photos';
}

/** Behind the step of the similar ones when it was come to by saving: what is left is the answer. */
const SAVING = 'save';

export const isSaving = (behind: string | undefined) => behind === SAVING;

export function goToStep(draft: DraftKeeper, step: StepName) {
  void draft.set({ step });
  router.go('report', draft.id, step);
}

/** Similar tickets are shown only where there are some; that is known here, without network. */
export async function afterPlace(draft: DraftKeeper) {
  const found = await similarTo(draft.form).catch(() => []);
  goToStep(draft, found.length ? 'similar' : 'details');
}

/**
 * Words are typed after the place, and a colleague's ticket may have come since: one more look before saving. Only what was not shown
 * before stands in its way, once; whoever goes back and saves has seen it.
 */
export async function saveOrAsk(draft: DraftKeeper) {
  const found = await similarTo(draft.form).catch(() => []);
  if (found.every(({ line }) => draft.offered.has(line.id))) return save(draft);
  void draft.set({ step: 'similar' });
  router.go('report', draft.id, 'similar', SAVING);
}

export async function save(draft: DraftKeeper) {
  const saved = await draft.save();
  drafts.forget();
  router.replace('saved', saved.id, saved.code, saved.saved_at);
}
