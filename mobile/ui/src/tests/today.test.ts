// SPDX-License-Identifier: EUPL-1.2
// The crew's day in the order that the crew asks for: the most pressing first, or from the last fix outwards with how far.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import { location } from '../stores/location.svelte';
import Today from '../screens/crew/Today.svelte';
import { Engine } from './engine';
import { jobs } from './sample/data';

test('the nearest come first once there is a fix, and the most pressing until then', async () => {
  const page = { items: jobs.map((job) => ({ ...job, line: { ...job.line, distance_m: null } })), next: null, total: 3 };
  const engine = new Engine().always('today', page).always('location_start', null).always('location_stop', null);
  const asked = () => engine.of('today').map((call) => call.request);
  location.fix = null;
  render(Today, { params: [] });
  const nearest = await screen.findByRole('button', { name: 'Prima i più vicini' });
  expect(asked()).toEqual([{ limit: 50 }]);

  await fireEvent.click(nearest);
  await vi.waitFor(() => expect(engine.of('location_start')).toHaveLength(1));
  expect(asked()).toHaveLength(1);
  engine.always('today', { items: [{ ...jobs[0]!, line: { ...jobs[0]!.line, distance_m: 340 } }], next: null, total: 3 });
  location.fix = { lat: 43.76961, lon: 11.25581, source: 'gps' };
  await vi.waitFor(() => expect(asked().at(-1)).toEqual({ near: { lat: 43.77, lon: 11.256 }, limit: 50 }));
  expect(await screen.findByText(/340 m/)).toBeTruthy();

  await fireEvent.click(screen.getByRole('button', { name: 'Prima i più urgenti' }));
  await vi.waitFor(() => expect(asked().at(-1)).toEqual({ limit: 50 }));
  expect(engine.of('location_stop')).toHaveLength(1);
});
