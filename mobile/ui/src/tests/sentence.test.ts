// SPDX-License-Identifier: EUPL-1.2
// The sentence on top never lies: one tick on the phone, two only when nothing is owed and the server was heard.
import { expect, test } from 'vitest';
import type { State } from '../bridge';
import { sentence } from '../stores/sentence';
import { tickSign } from '../stores/signs';

const quiet: State = {
  changes_owed: 0,
  photos_owed: 0,
  photo_bytes_owed: 0,
  saved_at: null,
  last_contact_at: '2026-05-04T08:00:00Z',
  syncing: false,
  progress: null,
  failure: null,
  next_try_at: null,
  waiting_for_wifi: false,
  conflicts: 0,
  drafts: 0,
  refused: 0,
};

test('nothing owed after a contact shows two ticks', () => {
  expect(sentence(quiet)).toMatchObject({ icon: 'check-double', tone: 'ok' });
});

test('a single photo owed keeps it at one tick, with what waits', () => {
  const sign = sentence({ ...quiet, photos_owed: 1, photo_bytes_owed: 412_000 });
  expect(sign.icon).toBe('check');
  expect(sign.word).toContain('in attesa di rete');
  expect(sign.detail).toBe('1 foto (412 kB)');
});

test('before the first contact no tick is shown at all', () => {
  expect(sentence({ ...quiet, last_contact_at: null }).icon).toBe('wifi');
});

test('while sending, items and bytes are told', () => {
  const progress = { step: 'uploading' as const, changes: 2, changes_total: 2, photos: 1, photos_total: 3, bytes: 400_000, bytes_total: 1_200_000 };
  expect(sentence({ ...quiet, syncing: true, progress })).toMatchObject({ word: 'Invio foto: 1 di 3', detail: '400 kB di 1,2 MB' });
});

test('a ticket has its second tick only with a receipt and nothing owed', () => {
  expect(tickSign({ received_at: null, owed: 0 }).icon).toBe('check');
  expect(tickSign({ received_at: '2026-05-04T08:00:00Z', owed: 1 }).icon).toBe('check');
  expect(tickSign({ received_at: '2026-05-04T08:00:00Z', owed: 0 }).icon).toBe('check-double');
});
