// SPDX-License-Identifier: EUPL-1.2
// A web view without WebGL, as jsdom is one: it says so, and everything that a map shows is there in another way.
import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import PlacePicker from '../parts/PlacePicker.svelte';
import TicketMap from '../parts/TicketMap.svelte';
import MapView from '../parts/MapView.svelte';
import { createRawSnippet } from 'svelte';
import { maps } from '../stores/maps.svelte';
import { news } from '../stores/news.svelte';
import { Engine } from './engine';
import { lines } from './sample/data';
import { mapTickets, packs } from './sample/town';

const WHY = 'Questo telefono non può disegnare la mappa';
const fix = { lat: 43.77, lon: 11.25, accuracy_m: 6, source: 'gps' };
let engine: Engine;

beforeEach(() => {
  engine = new Engine().always('maps', packs(true)).always('location_start', null).always('location_stop', null).always('address_at', null);
  engine.always('assets_near', []).always('locate_place', { district: null, district_name: null, outside: false }).always('map_tickets', mapTickets(12));
  maps.packs = [];
  maps.isRead = false;
  news.begin();
});

test('the tickets stand in a list, nearest first, and each opens', async () => {
  const onopen = vi.fn();
  render(TicketMap, { onopen });
  expect(await screen.findByText(WHY)).toBeTruthy();
  engine.tell({ news: 'fix', fix });
  const list = (await screen.findByRole('heading', { name: 'Segnalazioni: 12' })).closest('section, .card')!;
  await vi.waitFor(() => expect(within(list as HTMLElement).getAllByText(/^A \d/)).toHaveLength(8));
  const metres = within(list as HTMLElement).getAllByText(/^A \d/).map((far) => Number(/[\d.,]+/.exec(far.textContent!)![0].replace('.', '').replace(',', '.')) * (far.textContent!.includes('km') ? 1_000 : 1));
  expect(metres).toEqual([...metres].sort((one, next) => one - next));
  await fireEvent.click(within(list as HTMLElement).getAllByRole('button')[0]!);
  expect(onopen).toHaveBeenCalledTimes(1);
});

test('those that were searched for are the list, without asking for others', async () => {
  render(TicketMap, { lines, onopen: () => {} });
  expect(await screen.findByText(`Segnalazioni: ${lines.length}`)).toBeTruthy();
  expect(engine.of('map_tickets')).toEqual([]);
});

test('the pin stands on a plan, and why there is no map is said beside it', async () => {
  render(PlacePicker, { place: fix, fix, fault: null, address: 'x', source: undefined, asset: undefined, onchange: () => {} });
  expect(await screen.findByText(WHY)).toBeTruthy();
  expect(screen.getByRole('button', { name: /Segnaposto/ })).toBeTruthy();
});

test('it is said first that no map can be drawn: downloading one would not help', async () => {
  engine.always('maps', packs(false));
  const reasons: string[] = [];
  const otherwise = createRawSnippet<[string]>((reason) => ({ render: () => `<p>${reason()}</p>` }));
  render(MapView, { label: '', centre: fix, otherwise, onlack: (lack: string | null) => void reasons.push(String(lack)) });
  expect(screen.getByText('webgl')).toBeTruthy();
  expect(reasons).toEqual(['webgl']);
});
