// SPDX-License-Identifier: EUPL-1.2
// Something read from the engine for a screen: the last good value stays while a newer one is on its way.
import { asFault, type Fault } from '../bridge';

export class Loaded<Value> {
  value = $state.raw<Value | null>(null);
  fault = $state.raw<Fault | null>(null);
  readonly #read: () => Promise<Value>;
  #turn = 0;

  constructor(read: () => Promise<Value>) {
    this.#read = read;
  }

  /** Of several readings on their way only the newest is shown, whichever comes back last. */
  load = async () => {
    const mine = ++this.#turn;
    try {
      const value = await this.#read();
      if (mine !== this.#turn) return;
      this.value = value;
      this.fault = null;
    } catch (thrown) {
      if (mine === this.#turn) this.fault = asFault(thrown);
    }
  };
}
