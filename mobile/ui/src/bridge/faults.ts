// SPDX-License-Identifier: EUPL-1.2
// A fault in the person's language: its code is translated, the engine's own sentence is the last resort.
import { told } from '../i18n/index.svelte';
import { asFault } from './index';

export function faultText(thrown: unknown): string {
  const fault = asFault(thrown);
  return told(`fault.${fault.code}`, fault.faults.length ? fault.faults.join('. ') : fault.message);
}
