// SPDX-License-Identifier: EUPL-1.2
// Where the phone is, asked for only while a screen needs it; never in the background.
import { asFault, call, type Fault, type Spot } from '../bridge';
import { news } from './news.svelte';

class Location {
  fix = $state.raw<Spot | null>(null);
  fault = $state.raw<Fault | null>(null);
  seeking = $state(false);
  #users = 0;
  #stop: () => void = () => {};

  /** For an effect: seeks while at least one screen uses it. */
  use(): () => void {
    if (this.#users++ === 0) void this.#begin();
    return () => {
      this.#users -= 1;
      if (this.#users === 0) this.#end();
    };
  }

  async #begin() {
    this.seeking = true;
    this.fault = null;
    this.#stop = news.on((told) => {
      if (told.news === 'fix') {
        this.fix = told.fix;
        this.fault = null;
      }
      if (told.news === 'no_fix') this.fault = told.fault;
    });
    try {
      await call('location_start');
    } catch (thrown) {
      this.fault = asFault(thrown);
    }
  }

  #end() {
    this.#stop();
    this.seeking = false;
    call('location_stop').catch(() => {});
  }
}

export const location = new Location();
