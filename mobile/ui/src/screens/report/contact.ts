// SPDX-License-Identifier: EUPL-1.2
// What a citizen's contact still lacks before it may be saved.
import type { ContactForm } from '../../bridge';
import type { TextKey } from '../../i18n/index.svelte';

export function contactFault(contact: ContactForm | null | undefined): TextKey | null {
  if (!contact) return null;
  const isTyped = [contact.name, contact.phone, contact.email].some((text) => text?.trim());
  if (isTyped && !contact.consent) return 'contact.ask';
  return !isTyped && contact.consent ? 'contact.only_consent' : null;
}
