// SPDX-License-Identifier: EUPL-1.2
// Tells the engine that a person is at hand, so that the lock by itself counts from there. News and lists read anew are no hand.
import { call } from '../bridge';

const SIGNS = ['pointerdown', 'keydown', 'input', 'wheel'];
/** Told this often while somebody types or scrolls. */
const EVERY_MS = 10_000;

class Hand {
  #told_ms = -Infinity;
  #telling: Promise<unknown> = Promise.resolve();

  begin() {
    for (const sign of SIGNS) window.addEventListener(sign, this.#touched, { capture: true, passive: true });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.#tell(false);
    });
  }

  /** The phone's own camera comes to the front: its photo has to find an open home. */
  toCamera = () => void this.#tell(true);

  #touched = () => {
    if (Math.abs(Date.now() - this.#told_ms) >= EVERY_MS) void this.#tell(false);
  };

  /** One after the other: the last one told is the one that counts. */
  #tell(camera: boolean) {
    this.#told_ms = Date.now();
    this.#telling = this.#telling.then(() => call('touch', { camera }).catch(() => {}));
    return this.#telling;
  }
}

export const hand = new Hand();
