// SPDX-License-Identifier: EUPL-1.2
// What may be thousands besides tickets: what waits, what was refused, what is to be read or decided. Pages from the engine, few rows drawn.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, expect, test } from 'vitest';
import { connect, type CommandName, type Conflict, type News, type Notice, type PageQuery } from '../bridge';
import Delivery from '../screens/care/Delivery.svelte';
import Maps from '../screens/care/Maps.svelte';
import Conflicts from '../screens/crew/Conflicts.svelte';
import Notices from '../screens/crew/Notices.svelte';
import { news } from '../stores/news.svelte';
import { state } from './sample/data';
import { packs } from './sample/town';

const ALL = 5_000;
const code = (at: number) => `FI-${String(at).padStart(4, '0')}`;
const notice: Notice = { kind: 'superseded', event: 'e1', other: null, people: [], names: [], crews: [], read_by: [], sentence: '', read: false };
const values = ['v1', 'v2'].map((value_id) => ({ value_id, value: value_id, by: 'p1', by_name: null, at: '2026-05-04T08:00:00Z' }));
const conflict: Conflict = { field: 'title', values };

let kept: Record<string, object[]>;
let asked: [CommandName, PageQuery][];
let tell: (news: News) => void;

const many = (row: (at: number) => object) => Array.from({ length: ALL }, (_, at) => row(at));

/** An engine that pages as the real one does: after a key, so many. */
beforeEach(() => {
  asked = [];
  kept = {
    waiting: many((at) => ({ id: `t${at}`, code: code(at), title: `Buca ${at}`, category: 'roads.pothole', changes: 1, photos: [], since: null })),
    refused: [],
    contacts_refused: [],
    notices: many((at) => ({ id: `t${at}`, code: code(at), title: null, notices: [notice] })),
    conflicts: many((at) => ({ id: `t${at}`, code: code(at), conflicts: [conflict] })),
  };
  connect({
    call: async (name, request) => {
      if (name === 'delivery') return { state, space_bytes: 9e9, diagnostics: [] } as never;
      if (name === 'maps') return packs(true) as never;
      if (name === 'notices_read') kept.notices = kept.notices?.filter((one) => (one as { id: string }).id !== (request as { id: string }).id) ?? [];
      const all = kept[name];
      if (!all) return null as never;
      const { after, limit = 50 } = request as PageQuery;
      asked.push([name, { ...(after ? { after } : {}), limit }]);
      const from = after ? Number(after) : 0;
      const to = Math.min(all.length, from + limit);
      return { items: all.slice(from, to), next: to < all.length ? String(to) : null, total: all.length } as never;
    },
    hear: (listener) => (tell = listener),
    photo: (path) => path,
    mapBytes: async () => new ArrayBuffer(0),
  });
  news.begin();
});

const of = (name: CommandName) => asked.filter(([command]) => command === name).map(([, query]) => query);
const rows = () => document.querySelectorAll('.rows > li').length;

test('of 5,000 tickets that wait a page is read and few rows are drawn; how many there are is said', async () => {
  render(Delivery);
  await screen.findByText('5000 segnalazioni in attesa');
  await tick();
  expect(rows()).toBeLessThan(40);
  expect(of('waiting').length).toBeLessThanOrEqual(2);
  expect(of('waiting').every(({ limit }) => limit === 50)).toBe(true);
  expect(document.querySelector('.rows > li')?.getAttribute('aria-setsize')).toBe('5000');
});

test('what waits is read again when it changes, and not otherwise', async () => {
  render(Delivery);
  await screen.findByText('5000 segnalazioni in attesa');
  const before = of('waiting').length;
  tell({ news: 'state', state: { ...state, changes_owed: 4 } });
  await waitFor(() => expect(of('waiting').length).toBeGreaterThan(before));
  const after = of('waiting').length;
  tell({ news: 'state', state: { ...state, changes_owed: 4, next_try_at: '2026-05-04T09:00:00Z' } });
  await tick();
  expect(of('waiting').length).toBe(after);
});

test('all is said to be delivered only when nothing waits and nothing was refused', async () => {
  kept.waiting = [];
  kept.refused = [{ ticket: 't1', code: code(1), intent: 'i1', at: '2026-05-04T08:00:00Z', reason_code: 'not_allowed', reason: '', edits: [] }];
  const { unmount } = render(Delivery);
  await screen.findByText('Rifiutate dall’ufficio');
  expect(screen.queryByText('Tutto consegnato')).toBeNull();
  unmount();
  kept.refused = [];
  render(Delivery);
  await screen.findByText('Tutto consegnato');
});

test.each([
  ['notices', Notices, 'Ho letto'],
  ['conflicts', Conflicts, 'Apri la segnalazione'],
] as const)('of 5,000 %s few are read from whole tickets, and Tab stops at all that one of them offers', async (name, Screen, deed) => {
  render(Screen);
  const first = (await screen.findAllByRole('button', { name: deed }))[0];
  await tick();
  expect(rows()).toBeLessThan(40);
  expect(of(name).length).toBeLessThanOrEqual(4);
  expect(of(name).every(({ limit }) => limit === 20)).toBe(true);
  const row = first?.closest('.rows > li');
  const stops = [...document.querySelectorAll<HTMLElement>('.rows button')].filter((button) => button.tabIndex === 0);
  expect(stops).toEqual([...(row?.querySelectorAll('button') ?? [])]);
  stops[0]?.focus();
  await fireEvent.keyDown(stops[0] as HTMLElement, { key: 'ArrowDown' });
  expect(document.activeElement?.closest('.rows > li')).toBe(row?.nextElementSibling);
});

test('what was read leaves the list and the next one takes its place', async () => {
  render(Notices);
  await fireEvent.click((await screen.findAllByRole('button', { name: 'Ho letto' }))[0] as HTMLElement);
  await waitFor(() => expect(screen.queryByRole('heading', { name: code(0) })).toBeNull());
  expect(screen.getByRole('heading', { name: code(1) })).toBeTruthy();
});

test('how large a newer map is stands there before it is fetched, beside the size of the one that is here', async () => {
  render(Maps);
  const renew = await screen.findByRole('button', { name: 'Aggiorna (4,1 MB)' });
  const card = renew.closest('section');
  expect(card?.querySelector('dl')?.textContent).toContain('3,9 MB');
  expect(card?.textContent).toContain('1 maggio 2026, 4,1 MB');
  await fireEvent.click(screen.getAllByRole('button', { name: 'Togli' })[0] as HTMLElement);
  expect(screen.getByText(/^Si liberano 3,9 MB/)).toBeTruthy();
});
