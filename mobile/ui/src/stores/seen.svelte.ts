// SPDX-License-Identifier: EUPL-1.2
// The tickets in the part of the map that is seen, read again when it moves or they change.
import { asFault, call, type Fault, type MapTicket } from '../bridge';
import { isIn, widened, type Frame } from '../map/packs';
import { latest } from './latest';
import { news } from './news.svelte';

/** So much of the frame is read around it, so that a small move needs nothing. */
const AROUND = 0.3;
/** As many as the engine gives at once. */
export const MOST = 5_000;

export class SeenTickets {
  tickets = $state.raw<MapTicket[]>([]);
  fault = $state.raw<Fault | null>(null);
  #read: Frame | null = null;
  #frame: Frame | null = null;
  #ask = latest(
    async ([west, south, east, north]: Frame) => {
      try {
        return { tickets: await call('map_tickets', { west, south, east, north }), fault: null };
      } catch (thrown) {
        return { tickets: null, fault: asFault(thrown) };
      }
    },
    ({ tickets, fault }) => {
      if (tickets) this.tickets = tickets;
      this.fault = fault;
    },
  );

  look(frame: Frame) {
    this.#frame = frame;
    const [west, south, east, north] = frame;
    const isKnown = this.#read && this.tickets.length < MOST && [[west, south], [east, north]].every(([lon, lat]) => isIn(this.#read as Frame, { lon: lon ?? 0, lat: lat ?? 0 }));
    if (!isKnown) this.#again();
  }

  #again() {
    if (!this.#frame) return;
    this.#read = widened(this.#frame, AROUND);
    void this.#ask(this.#read);
  }

  /** For an effect: follows what happens to tickets. */
  follow(): () => void {
    return news.on((told) => {
      if (told.news === 'tickets') this.#again();
    });
  }
}
