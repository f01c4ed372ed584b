// SPDX-License-Identifier: EUPL-1.2
// A fault in the person's language: its code and what an event lacks are translated; in English the engine's own sentences say
// more of what is not right, and they are the last resort of any code that is not known.
import { known, t, told, words } from '../i18n/index.svelte';
import { asFault } from './index';

export function faultText(thrown: unknown): string {
  const fault = asFault(thrown);
  const sentence = fault.faults.length ? fault.faults.join('. ') : fault.message;
  if (fault.rules.length && fault.rules.every((rule) => known(`rule.${rule}`))) {
    return fault.rules.map((rule) => told(`rule.${rule}`, sentence)).join(' ');
  }
  if (fault.code === 'invalid') return words.language === 'en' ? sentence : t('fault.invalid');
  return told(`fault.${fault.code}`, sentence);
}
