// SPDX-License-Identifier: EUPL-1.2
// What a search finds, as one page: enough to be shown on a map.
import { call, type TicketLine, type TicketQuery } from '../bridge';
import { latest } from './latest';

export class FoundLines {
  lines = $state.raw<TicketLine[]>([]);
  #ask = latest(
    (query: TicketQuery | null) => (query ? call('tickets', query).catch(() => null) : Promise.resolve(null)),
    (page) => (this.lines = page?.items ?? []),
  );

  ask(query: TicketQuery | null) {
    void this.#ask(query);
  }
}
