// SPDX-License-Identifier: EUPL-1.2
// Where the phone is, asked for only while a screen needs it; never in the background, and never what another screen had found.
import { asFault, call, FIX_FRESH_S, type Fault, type Spot } from '../bridge';
import { news } from './news.svelte';

/** So often a fix is looked at again: it grows old by itself, without a word of the receiver. */
const LOOK_MS = 5_000;

/** How long ago a fix was measured; one that says no moment is of now. */
export function fixAge_s(fix: Spot, now_ms = Date.now()): number {
  const at_ms = fix.at ? Date.parse(fix.at) : now_ms;
  return Math.max(0, Math.round((now_ms - at_ms) / 1000));
}

class Location {
  /** The best that the engine told since somebody asked, however old it is by now. */
  fix = $state.raw<Spot | null>(null);
  fault = $state.raw<Fault | null>(null);
  seeking = $state(false);
  #looks = $state(0);
  #users = 0;
  #stop: () => void = () => {};

  /** The fix while it still says where the phone is now. */
  get fresh(): Spot | null {
    return this.fix && (this.age_s ?? 0) <= FIX_FRESH_S ? this.fix : null;
  }

  /** Of the fix, in seconds. */
  get age_s(): number | null {
    void this.#looks;
    return this.fix && fixAge_s(this.fix);
  }

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
    this.fix = null;
    const unhear = news.on((told) => {
      if (told.news === 'fix') {
        this.fix = told.fix;
        this.fault = null;
      }
      if (told.news === 'no_fix') this.fault = told.fault;
    });
    const looking = setInterval(() => (this.#looks += 1), LOOK_MS);
    this.#stop = () => {
      unhear();
      clearInterval(looking);
    };
    try {
      await call('location_start');
    } catch (thrown) {
      this.fault = asFault(thrown);
    }
  }

  #end() {
    this.#stop();
    this.seeking = false;
    this.fix = null;
    call('location_stop').catch(() => {});
  }
}

export const location = new Location();
