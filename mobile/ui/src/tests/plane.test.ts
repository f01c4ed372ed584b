// SPDX-License-Identifier: EUPL-1.2
// A pin moved so many metres lies so many metres away.
import { expect, test } from 'vitest';
import { apart, moved } from '../place/plane';

test.each([
  [5, 0],
  [0, -5],
  [-37.5, 42],
])('moved %d m east and %d m north', (east, north) => {
  const from = { lat: 43.7696, lon: 11.2558 };
  const there = apart(from, moved(from, east, north));
  expect(there.east_m).toBeCloseTo(east, 1);
  expect(there.north_m).toBeCloseTo(north, 1);
});
