// SPDX-License-Identifier: EUPL-1.2
// A ticket shows those it is tied to and leads there; one that this phone does not hold is not hidden.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { router } from '../router.svelte';
import TicketScreen from '../screens/agent/TicketScreen.svelte';
import Job from '../screens/crew/Job.svelte';
import { Engine } from './engine';
import { line, ticket } from './sample/data';

const links = [
  { kind: 'duplicate_of', ticket: 't7', line: line('t7', 'FI-7777-7777', 'Voragine in via Lunga') },
  { kind: 'related', ticket: 't8', line: null },
  { kind: 'different_from', ticket: 't9', line: line('t9', 'FI-9999-9999', 'Un’altra buca') },
];

beforeEach(() => {
  new Engine().always('ticket', { ...ticket, links });
});

test.each([['ticket', TicketScreen], ['job', Job]] as const)('the screen of a %s shows its ties', async (_name, Shown) => {
  const go = vi.spyOn(router, 'go');
  render(Shown, { params: ['t1'] });
  await fireEvent.click(await screen.findByText('Voragine in via Lunga'));
  expect(go.mock.lastCall).toEqual(['ticket', 't7']);
  expect(screen.getByText('Unita a questa, che prosegue')).toBeTruthy();
  expect(screen.getByText('Non è su questo telefono')).toBeTruthy();
  expect(screen.queryByText('Un’altra buca')).toBeNull();
});
