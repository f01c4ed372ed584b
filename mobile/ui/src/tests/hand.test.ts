// SPDX-License-Identifier: EUPL-1.2
// The engine hears of a person's hand, of the way back to the front and of the camera, and of nothing that the app does by itself.
import { fireEvent, render } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import CameraButton from '../parts/CameraButton.svelte';
import { router } from '../router.svelte';
import { hand } from '../stores/hand';
import { news } from '../stores/news.svelte';
import { session } from '../stores/session.svelte';
import { Engine } from './engine';
import { state } from './sample/data';

let engine: Engine;
const told = () => engine.of('touch').map((call) => call.request);
let hour = 0;
hand.begin();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime((hour += 3_600_000));
  engine = new Engine().always('touch', null);
});
afterEach(() => vi.useRealTimers());

test('a hand is told at once, then every ten seconds while it stays', async () => {
  await fireEvent.pointerDown(document.body);
  await fireEvent.keyDown(document.body);
  vi.advanceTimersByTime(10_000);
  await fireEvent.input(document.body);
  await vi.waitFor(() => expect(told()).toEqual([{ camera: false }, { camera: false }]));
});

test('coming back to the front is told at once, news is not', async () => {
  news.begin();
  engine.tell({ news: 'state', state });
  engine.tell({ news: 'tickets', ids: [] });
  await Promise.resolve();
  expect(told()).toEqual([]);
  await fireEvent.pointerDown(document.body);
  document.dispatchEvent(new Event('visibilitychange'));
  await vi.waitFor(() => expect(told()).toHaveLength(2));
});

test('the way to the camera is told, after the touch that led there', async () => {
  const { container } = render(CameraButton, { word: 'Scatta', ontaken: () => {} });
  const field = container.querySelector('input') as HTMLInputElement;
  await fireEvent.pointerDown(field);
  await fireEvent.click(field);
  await vi.waitFor(() => expect(told()).toEqual([{ camera: false }, { camera: true }]));
});

test('a phone that locked itself asks for the PIN and comes back to the same screen', async () => {
  const phase = (now: 'open' | 'locked') => engine.always('session', { phase: now, who: null, wait_ms: 0, appearance: { language: 'it', theme: 'light' }, server: null, route: null, version: '' });
  router.go('report', 'd1', 'details');
  phase('locked');
  news.begin();
  engine.tell({ news: 'locked' });
  await vi.waitFor(() => expect(session.now?.phase).toBe('locked'));
  phase('open');
  await session.read();
  expect(location.hash).toBe('#/report/d1/details');
});
