// SPDX-License-Identifier: EUPL-1.2
// Moments, distances and sizes as people say them.
import { t, words } from './index.svelte';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const locale = () => (words.language === 'it' ? 'it-IT' : 'en-GB');

/** As 10:42. */
export function clock(at_ms: number): string {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(at_ms);
}

/** The time today, else the day and the time. */
export function when(at_ms: number, now_ms: number = Date.now()): string {
  if (sameDay(at_ms, now_ms)) return clock(at_ms);
  if (sameDay(at_ms, now_ms - DAY_MS)) return t('when.yesterday', { time: clock(at_ms) });
  const year = new Date(at_ms).getFullYear() === new Date(now_ms).getFullYear() ? undefined : 'numeric';
  const day = new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', year });
  return `${day.format(at_ms)}, ${clock(at_ms)}`;
}

/** A day that was named as a day, without a time: the same one wherever it is read. */
export function day(at_ms: number): string {
  const named = { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale(), named).format(at_ms);
}

export function isToday(at_ms: number): boolean {
  return sameDay(at_ms, Date.now());
}

/** A day as `2026-05-04`, with its month in words and its year. */
export function date(named: string): string {
  const at_ms = Date.parse(`${named}T00:00:00`);
  if (Number.isNaN(at_ms)) return named;
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'long', year: 'numeric' }).format(at_ms);
}

/** How long ago, roughly. */
export function ago(at_ms: number, now_ms: number = Date.now()): string {
  const minutes = Math.max(0, Math.round((now_ms - at_ms) / MINUTE_MS));
  if (minutes < 1) return t('when.now');
  if (minutes < 60) return t('when.minutes_ago', { n: minutes });
  if (minutes < 60 * 24) return t('when.hours_ago', { n: Math.round(minutes / 60) });
  return t('when.days_ago', { n: Math.round(minutes / (60 * 24)) });
}

/** As "40 secondi", "2 ore" or "3 giorni". */
export function span(ms: number): string {
  const minutes = Math.abs(ms) / MINUTE_MS;
  if (minutes < 1) return t('when.seconds', { n: Math.round(minutes * 60) });
  if (minutes < 60) return t('crew.minutes', { n: Math.round(minutes) });
  if (minutes < 60 * 48) return t('crew.hours', { n: Math.round(minutes / 60) });
  return t('crew.days', { n: Math.round(minutes / (60 * 24)) });
}

/** Metres up to a kilometre, then kilometres. */
export function distance(metres: number): string {
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
  return metres < 1_000 ? `${number(metres, 0)} m` : `${number(metres / 1_000, 1)} km`;
}

/** Bytes as kB, MB or GB. */
export function size(bytes: number): string {
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
  if (bytes < 1_000_000) return `${number(bytes / 1_000, 0)} kB`;
  return bytes < 1_000_000_000 ? `${number(bytes / 1_000_000, 1)} MB` : `${number(bytes / 1_000_000_000, 1)} GB`;
}

function sameDay(one_ms: number, other_ms: number): boolean {
  return new Date(one_ms).toDateString() === new Date(other_ms).toDateString();
}
