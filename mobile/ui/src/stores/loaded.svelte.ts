// SPDX-License-Identifier: EUPL-1.2
// Something read from the engine for a screen: the last good value stays while a newer one is on its way.
import { asFault, type Fault } from '../bridge';

export class Loaded<Value> {
  value = $state.raw<Value | null>(null);
  fault = $state.raw<Fault | null>(null);
  readonly #read: () => Promise<Value>;

  constructor(read: () => Promise<Value>) {
    this.#read = read;
  }

  load = async () => {
    try {
      this.value = await this.#read();
      this.fault = null;
    } catch (thrown) {
      this.fault = asFault(thrown);
    }
  };
}
