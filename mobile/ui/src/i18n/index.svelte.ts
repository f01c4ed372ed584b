// SPDX-License-Identifier: EUPL-1.2
// The words of the screens in the language in use. Texts hold `{name}` for a value and `{n:one|many}` for a word that follows a number.
import { it } from './it';
import { en } from './en';

export type Language = 'it' | 'en';
export type TextKey = keyof typeof it;
export type Values = Record<string, string | number>;

const texts: Record<Language, Record<TextKey, string>> = { it, en };

class Words {
  language = $state<Language>('it');

  use(language: Language) {
    this.language = language;
    document.documentElement.lang = language;
  }
}

export const words = new Words();

/** The text of a key, filled in; it follows the language when read in a component. */
export function t(key: TextKey, values: Values = {}): string {
  return fill(texts[words.language][key], values);
}

/** The key if there is such a text: for words whose keys come from the engine, such as a status. */
export function known(key: string): key is TextKey {
  return Object.hasOwn(it, key);
}

/** The text of a key that the engine made up, or what to say instead. */
export function told(key: string, otherwise: string): string {
  return known(key) ? t(key) : otherwise;
}

export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return one === undefined ? String(value) : String(value === 1 ? one : many);
  });
}

/** The one of two names that is in the language in use. */
export function named(names: { it: string; en: string }): string {
  return names[words.language];
}
