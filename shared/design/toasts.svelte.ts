// SPDX-License-Identifier: EUPL-1.2
// The short messages at the bottom of the screen, each with a way back while it stands.
import type { IconName } from './icons';

export interface Toast {
  text: string;
  icon?: IconName;
  undo?: { word: string; run: () => void };
  /** How long it stands; longer with a way back, so that a gloved hand is in time. */
  stay_ms?: number;
}

const PLAIN_MS = 5_000;
const UNDO_MS = 12_000;
const AT_MOST = 3;

class Toasts {
  shown = $state<(Toast & { id: number })[]>([]);
  #next = 1;
  #clocks = new Map<number, ReturnType<typeof setTimeout>>();

  push(toast: Toast): number {
    const id = this.#next++;
    this.shown = [...this.shown, { ...toast, id }].slice(-AT_MOST);
    this.#count(id, toast.stay_ms ?? (toast.undo ? UNDO_MS : PLAIN_MS));
    return id;
  }

  /** A finger or the keyboard is there: nothing goes until it leaves. */
  hold() {
    for (const clock of this.#clocks.values()) clearTimeout(clock);
  }

  release() {
    for (const { id } of this.shown) this.#count(id, PLAIN_MS);
  }

  #count(id: number, stay_ms: number) {
    clearTimeout(this.#clocks.get(id));
    this.#clocks.set(
      id,
      setTimeout(() => this.drop(id), stay_ms),
    );
  }

  drop(id: number) {
    clearTimeout(this.#clocks.get(id));
    this.#clocks.delete(id);
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
