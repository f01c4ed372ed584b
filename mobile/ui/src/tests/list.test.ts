// SPDX-License-Identifier: EUPL-1.2
// Long lists: few pages held, few rows drawn, one stop of Tab, the last wish first; and pictures far from the screen are let go.
import { PhotoTile } from '@design';
import { fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { Rows } from '../../../../shared/design/rows';
import type { News, TicketLine, TicketQuery } from '../bridge';
import { connect } from '../bridge';
import PhotoGrid from '../parts/PhotoGrid.svelte';
import TicketList from '../parts/TicketList.svelte';
import { latest } from '../stores/latest';
import { followTickets, news } from '../stores/news.svelte';
import { TicketPages } from '../stores/pages.svelte';
import { line, ticket } from './sample/data';
import { sight } from './setup';

const ALL = 20_000;
/** Lets everything run that waits for nothing but its turn. */
const turns = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};
let asked: TicketQuery[];
let store: TicketLine[];
let inFlight = 0;
let mostInFlight = 0;

/** An engine that pages as the real one does: after a place, so many. */
beforeEach(() => {
  asked = [];
  store = Array.from({ length: ALL }, (_, at) => line(`t${at}`, `FI-${at}`, `Buca ${at}`));
  [inFlight, mostInFlight] = [0, 0];
  connect({
    call: async (name, request) => {
      if (name !== 'tickets') return null as never;
      const query = request as TicketQuery;
      asked.push(query);
      mostInFlight = Math.max(mostInFlight, ++inFlight);
      await Promise.resolve();
      inFlight -= 1;
      const from = query.after ? store.findIndex(({ id }) => id === query.after) + 1 : 0;
      const items = store.slice(from, from + (query.limit ?? 50));
      const next = from + items.length < store.length ? (items.at(-1)?.id ?? null) : null;
      return { items, next } as never;
    },
    hear: () => {},
    photo: (path) => path,
    mapBytes: async () => new ArrayBuffer(0),
  });
});

test('of 20,000 tickets no more than a few pages are held, wherever the person is', async () => {
  const pages = new TicketPages();
  await pages.ask({});
  expect(pages.items.length).toBe(50);
  for (let seen = 0; seen < 3_000; seen += 40) {
    await pages.want(seen, seen + 20);
    expect(pages.items.length).toBeLessThanOrEqual(200);
    expect(pages.items[seen - pages.offset]?.id).toBe(`t${seen}`);
  }
  await pages.want(0, 20);
  expect(pages.offset).toBe(0);
  expect(pages.items[0]?.id).toBe('t0');
  expect(Math.max(...asked.map((query) => query.limit ?? 0))).toBe(50);
});

test('news reads again only what is held, without a ticket twice or a gap', async () => {
  const pages = new TicketPages();
  await pages.ask({});
  for (const at of [40, 90, 140]) await pages.want(at, at + 20);
  store.unshift(line('new', 'FI-NEW', 'Appena arrivata'));
  store.splice(130, 1);
  const before = asked.length;
  await pages.refresh();
  expect(asked.length - before).toBeLessThanOrEqual(4);
  const shown = pages.items.map(({ id }) => id);
  expect(new Set(shown).size).toBe(shown.length);
  const from = store.findIndex(({ id }) => id === shown[0]);
  expect(shown).toEqual(store.slice(from, from + shown.length).map(({ id }) => id));
});

test('while somebody types, one question is on its way and the last one is shown', async () => {
  const pages = new TicketPages();
  const asks = ['b', 'bu', 'buc', 'buca'].map((search) => pages.ask({ search, limit: 200 }));
  await Promise.all(asks);
  expect(mostInFlight).toBe(1);
  expect(asked.length).toBeLessThanOrEqual(2);
  expect(asked.at(-1)?.search).toBe('buca');
  expect(pages.isRead).toBe(true);
});

test('the newest wish wins and those overtaken are never asked', async () => {
  const ask = vi.fn(async (wish: string) => wish.toUpperCase());
  const show = vi.fn();
  const wish = latest(ask, show);
  void wish('l');
  void wish('la');
  await wish('lam');
  await vi.waitFor(() => expect(show).toHaveBeenCalled());
  expect(ask.mock.calls.map(([word]) => word)).toEqual(['l', 'lam']);
  expect(show.mock.calls.map(([answer]) => answer)).toEqual(['LAM']);
});

test('few rows of a long list are in the document; Tab stops once, arrow keys go on', async () => {
  const empty = (() => {}) as never;
  render(TicketList, { query: {}, label: 'Trovate', empty });
  const buttons = await screen.findAllByRole('button');
  await tick();
  expect(buttons.length).toBeLessThan(40);
  expect(buttons.filter((button) => button.tabIndex === 0)).toHaveLength(1);
  buttons[0]?.focus();
  await fireEvent.keyDown(buttons[0] as HTMLElement, { key: 'ArrowDown' });
  expect(document.activeElement?.textContent).toContain('Buca 1');
  await tick();
  expect(screen.getAllByRole('button').filter((button) => button.tabIndex === 0)).toEqual([document.activeElement]);
});

test('however much news comes at once, one reading is on its way and one follows', async () => {
  let tell: (told: News) => void = () => {};
  connect({ call: async () => null as never, hear: (listener) => (tell = listener), photo: (path) => path, mapBytes: async () => new ArrayBuffer(0) });
  news.begin();
  const ends: (() => void)[] = [];
  const load = vi.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
  const leave = followTickets(load);
  for (let at = 0; at < 50; at += 1) tell({ news: 'tickets', ids: [] });
  expect(load).toHaveBeenCalledTimes(1);
  ends[0]?.();
  await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(2));
  ends[1]?.();
  await turns();
  expect(load).toHaveBeenCalledTimes(2);
  leave();
});

test('what a row was measured stays, what was never seen is believed', () => {
  const rows = new Rows(100);
  expect(rows.between(1_000, 0, 800)).toEqual([0, 8]);
  for (let at = 0; at < 8; at += 1) rows.measure(at, 120);
  expect(rows.span(0, 8)).toBe(960);
  expect(rows.span(0, 1_000)).toBe(120_000);
  expect(rows.measure(20, 150)).toBe(30);
  expect(rows.span(0, 1_000)).toBe(120_030);
  expect(rows.between(1_000, 960, 1_200)).toEqual([8, 10]);
});

test('of 200 photos only those near the screen hold a picture, and always the small one', async () => {
  const [photo] = ticket.photos;
  const list = Array.from({ length: 200 }, (_, at) => ({ ...photo!, sha256: `p${at}` }));
  render(PhotoGrid, { id: 't1', list });
  expect(document.querySelectorAll('img')).toHaveLength(4);
  await fireEvent.click(screen.getByRole('button', { name: 'Tutte le foto (200)' }));
  expect(document.activeElement?.querySelector('img')?.getAttribute('src')).toBe('thumb/p4');
  const tiles = [...sight.watched.entries()].filter(([tile]) => tile.isConnected);
  tiles.forEach(([, tell], at) => tell(at < 12));
  await tick();
  const pictures = [...document.querySelectorAll('img')];
  expect(pictures).toHaveLength(12);
  expect(pictures.every((picture) => picture.getAttribute('src')?.startsWith('thumb/'))).toBe(true);
  tiles.forEach(([, tell], at) => tell(at >= 100 && at < 112));
  await tick();
  expect(document.querySelector('img')?.getAttribute('src')).toBe('thumb/p100');
  expect(document.querySelectorAll('img')).toHaveLength(12);
  expect(document.querySelectorAll('li')).toHaveLength(200);
});

test('a photo without its picture still says what it is', async () => {
  render(PhotoTile, { src: 'thumb/a', alt: 'Foto 1, Prima' });
  [...sight.watched.values()].at(-1)?.(false);
  await tick();
  expect(screen.getByText('Foto 1, Prima')).toBeTruthy();
});
