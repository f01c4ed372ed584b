// SPDX-License-Identifier: EUPL-1.2
// What the system says of the network, told to the engine at the start and whenever it changes.
import { call } from '../bridge';

/** What some web views know beside `onLine`: those of Android do, those of iOS and WebKitGTK do not. */
interface Connection extends EventTarget {
  type?: string;
  saveData?: boolean;
}

const connection = () => (navigator as Navigator & { connection?: Connection }).connection;

/** Whether what is sent costs money; null when this device does not say. */
function costs(): boolean | null {
  const { type, saveData } = connection() ?? {};
  if (saveData || type === 'cellular') return true;
  return type && type !== 'unknown' ? false : null;
}

export class Network {
  metered = $state<boolean | null>(null);
  #told = '';

  begin() {
    window.addEventListener('online', this.#tell);
    window.addEventListener('offline', this.#tell);
    connection()?.addEventListener('change', this.#tell);
    this.#tell();
  }

  /** A connection changes its speed by the second; the engine hears only of what it asks for. */
  #tell = () => {
    this.metered = costs();
    const told = { online: navigator.onLine, ...(this.metered === null ? {} : { metered: this.metered }) };
    const text = JSON.stringify(told);
    if (text === this.#told) return;
    this.#told = text;
    call('network', told).catch(() => (this.#told = ''));
  };
}

export const network = new Network();
