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

  push(toast: Toast): number {
    const id = this.#next++;
    this.shown = [...this.shown, { ...toast, id }].slice(-AT_MOST);
    setTimeout(() => this.drop(id), toast.stay_ms ?? (toast.undo ? UNDO_MS : PLAIN_MS));
    return id;
  }

  drop(id: number) {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
