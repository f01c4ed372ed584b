// SPDX-License-Identifier: EUPL-1.2
// What the engine says about something saved, in the person's language: its code is translated, its sentence the last resort.
import { toasts } from '@design';
import type { Advice, Saved } from '../bridge';
import { known, named, t, told } from '../i18n/index.svelte';
import { distance } from '../i18n/when';

export function adviceText({ code, values, sentence }: Advice): string {
  const key = `advice.${code}`;
  if (!known(key)) return sentence;
  const { it = '', en = '', photo = '', text = '', like = '', asset = '', verdict = '' } = values;
  const metres = (value?: string) => (value === undefined ? t('advice.unknown_accuracy') : distance(Number(value)));
  const filled = t(key, {
    photo: photo && `${photo}:`,
    text: named({ it, en }),
    where: told(`advice_text.${text}`, text),
    like: told(`advice_like.${like}`, like),
    asset,
    metres: metres(values.metres),
    here: metres(values.here),
    there: metres(values.there),
    verdict: told(`verdict.${verdict}`, verdict),
  });
  return filled.trim();
}

/** After something was saved without a screen of its own that could say so. */
export function tellAdvice({ notes }: Pick<Saved, 'notes'>) {
  for (const note of notes) toasts.push({ text: adviceText(note), icon: 'info-circle' });
}
