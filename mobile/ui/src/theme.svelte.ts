// SPDX-License-Identifier: EUPL-1.2
// Light, dark or sun; or as the phone says.

import type { Theme } from './bridge';

class Look {
  theme = $state<Theme>('system');
  /** The one that is seen, whoever chose it. */
  shown = $state<Exclude<Theme, 'system'>>('light');
  #night = window.matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    this.#night.addEventListener('change', () => this.#show());
  }

  use(theme: Theme) {
    this.theme = theme;
    this.#show();
  }

  #show() {
    const bySystem = this.#night.matches ? 'dark' : 'light';
    this.shown = this.theme === 'system' ? bySystem : this.theme;
    document.documentElement.dataset.theme = this.shown;
  }
}

export const look = new Look();
