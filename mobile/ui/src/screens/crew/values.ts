// SPDX-License-Identifier: EUPL-1.2
// A contested value in words, whatever kind of field it stands in.
import { t, told } from '../../i18n/index.svelte';
import { distance } from '../../i18n/when';
import { categories } from '../../stores/categories.svelte';

/** The name of a field; an answer is named by its question's code. */
export function fieldName(field: string): string {
  const [kind, code] = field.split(':');
  return code ? t('field.answer', { code }) : told(`field.${kind ?? ''}`, field);
}

export function valueWord(field: string, value: unknown): string {
  if (value === null || value === '') return t('value.none');
  if (field === 'category') return categories.name(String(value));
  if (field === 'district') return categories.district(String(value));
  if (field === 'priority') return told(`priority.${String(value)}`, String(value));
  if (field === 'visibility') return told(`visibility.${String(value)}`, String(value));
  if (typeof value === 'object') return objectWord(value as Record<string, unknown>);
  return String(value);
}

function objectWord(value: Record<string, unknown>): string {
  if (typeof value.lat === 'number' && typeof value.lon === 'number') return placeWord(value.lat, value.lon, value.accuracy_m);
  if ('present' in value) return value.present ? t('value.danger', { reason: String(value.reason ?? '') }) : t('value.no_danger');
  return Object.values(value).map(String).join(', ');
}

function placeWord(lat: number, lon: number, accuracy: unknown): string {
  const at = `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
  return typeof accuracy === 'number' ? t('value.place', { at, metres: distance(accuracy) }) : at;
}
