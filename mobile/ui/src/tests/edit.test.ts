// SPDX-License-Identifier: EUPL-1.2
// An edit names the version its form was opened with, whatever a sync brought behind it.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import TicketEdit from '../screens/agent/TicketEdit.svelte';
import { news } from '../stores/news.svelte';
import { Engine } from './engine';
import { state, ticket } from './sample/data';

test('what is saved is written against what the person saw', async () => {
  const engine = new Engine().always('state', state).always('ticket', ticket).always('categories', []);
  news.begin();
  render(TicketEdit, { params: [ticket.id] });
  await fireEvent.input(await screen.findByDisplayValue(ticket.title), { target: { value: 'Buca profonda' } });
  engine.always('ticket', { ...ticket, title: 'Buca transennata', heads: ['ab'.repeat(32)] });
  engine.tell({ news: 'tickets', ids: [ticket.id] });
  await vi.waitFor(() => expect(screen.getByDisplayValue('Buca profonda')).toBeTruthy());
  await fireEvent.click(screen.getByRole('button', { name: 'Salva' }));
  expect(engine.last('ticket_edit').request).toEqual({
    id: ticket.id,
    seen: ticket.heads,
    fields: { answers: {}, title: 'Buca profonda' },
  });
});
