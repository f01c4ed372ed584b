// SPDX-License-Identifier: EUPL-1.2
// The steps of filing, in their order.
import { router } from '../../router.svelte';
import type { DraftKeeper } from '../../stores/draft.svelte';
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

export function goToStep(draft: DraftKeeper, step: StepName) {
  void draft.set({ step });
  router.go('report', draft.id, step);
}

/** Similar tickets are shown only where there are some; that is known here, without network. */
export async function afterPlace(draft: DraftKeeper) {
  const found = await similarTo(draft.form).catch(() => []);
  goToStep(draft, found.length ? 'similar' : 'details');
}
