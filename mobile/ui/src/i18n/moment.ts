// SPDX-License-Identifier: EUPL-1.2
// Moments between the bridge (RFC 3339) and the system's own field, which knows no zone.

export function toLocal(moment: string): string {
  const at = new Date(moment);
  if (!moment || Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function fromLocal(text: string): string {
  const at = new Date(text);
  return text && !Number.isNaN(at.getTime()) ? at.toISOString() : '';
}

/** The day where the phone is, as `2026-05-04`. */
export function isoDay(at: Date): string {
  return toLocal(at.toISOString()).slice(0, 10);
}
