// SPDX-License-Identifier: EUPL-1.2
// A draft is written at every change, is called kept only after the engine says so, and shows no photo before it is on the disk.
import { tick } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { DraftKeeper } from '../stores/draft.svelte';
import { Engine } from './engine';

let engine: Engine;
let draft: DraftKeeper;
const settle = async () => {
  await tick();
  await Promise.resolve();
};

beforeEach(() => {
  engine = new Engine();
  draft = new DraftKeeper({
    id: 'd1',
    kind: 'report',
    ticket: null,
    form: { answers: {} },
    photos: [],
    created_at: '2026-05-04T08:00:00Z',
    saved_at: '2026-05-04T08:00:00Z',
  });
});

test('each change is written, and called kept only after the answer', async () => {
  void draft.set({ description: 'Buca' });
  await settle();
  expect(engine.last('draft_write').request).toEqual({ id: 'd1', form: { answers: {}, description: 'Buca' } });
  expect(draft.savedAt).toBeNull();
  engine.last('draft_write').answer({ saved_at: '2026-05-04T08:01:00Z' });
  await vi.waitFor(() => expect(draft.savedAt).toBe('2026-05-04T08:01:00Z'));
});

test('changes made while a write is on its way are written after it, the newest last', async () => {
  void draft.set({ description: 'B' });
  await settle();
  void draft.set({ description: 'Bu' });
  void draft.set({ description: 'Buc' });
  await settle();
  expect(engine.of('draft_write')).toHaveLength(1);
  engine.last('draft_write').answer({ saved_at: '2026-05-04T08:01:00Z' });
  await vi.waitFor(() => expect(engine.of('draft_write')).toHaveLength(2));
  expect(draft.savedAt).toBeNull();
  expect(engine.last('draft_write').request).toMatchObject({ form: { description: 'Buc' } });
  engine.last('draft_write').answer({ saved_at: '2026-05-04T08:01:01Z' });
  await vi.waitFor(() => expect(draft.savedAt).toBe('2026-05-04T08:01:01Z'));
});

test('a write that failed is said and keeps the ticket from being saved', async () => {
  const written = draft.set({ description: 'Buca' });
  await settle();
  engine.last('draft_write').fail({ code: 'disk_full', message: '', cure: null, faults: [], rules: [], wait_ms: null });
  await written;
  expect(draft.fault?.code).toBe('disk_full');
  await expect(draft.save()).rejects.toMatchObject({ code: 'disk_full' });
  expect(engine.of('draft_save')).toHaveLength(0);
});

test('a photo is among the photos only after the engine has it on the disk', async () => {
  void draft.addPhotos([new File([new Uint8Array([0xff, 0xd8, 0xff])], 'buca.jpg')]);
  await vi.waitFor(() => expect(engine.of('draft_photo_add')).toHaveLength(1));
  expect(engine.last('draft_photo_add').request).toMatchObject({ draft: 'd1', name: 'buca.jpg', file: '/9j/' });
  expect(draft.photos).toEqual([]);
  expect(draft.keeping).toEqual(['buca.jpg']);
  engine.last('draft_photo_add').answer({ id: 'p1' });
  await vi.waitFor(() => expect(draft.photos.map((photo) => photo.id)).toEqual(['p1']));
  expect(draft.keeping).toEqual([]);
});

test('taking one photo away names that one alone, and leaves another that is just being added', async () => {
  const add = (name: string) => draft.addPhotos([new File([new Uint8Array([0xff, 0xd8, 0xff])], name)]);
  void add('buca.jpg');
  await vi.waitFor(() => expect(engine.of('draft_photo_add')).toHaveLength(1));
  engine.last('draft_photo_add').answer({ id: 'p1' });
  await vi.waitFor(() => expect(draft.photos).toHaveLength(1));
  void add('crepa.jpg');
  await vi.waitFor(() => expect(engine.of('draft_photo_add')).toHaveLength(2));
  const removed = draft.removePhoto('p1');
  expect(engine.last('draft_photo_drop').request).toEqual({ draft: 'd1', photo: 'p1' });
  engine.last('draft_photo_add').answer({ id: 'p2' });
  await vi.waitFor(() => expect(draft.photos.map((photo) => photo.id)).toEqual(['p1', 'p2']));
  engine.last('draft_photo_drop').answer(null);
  await removed;
  expect(draft.photos.map((photo) => photo.id)).toEqual(['p2']);
});
