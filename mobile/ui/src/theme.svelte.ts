// SPDX-License-Identifier: EUPL-1.2
// Light, dark or sun; or as the phone says.

import type { Theme } from './bridge';

class Look {
  theme = $state<Theme>('system');
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
    document.documentElement.dataset.theme = this.theme === 'system' ? bySystem : this.theme;
  }
}

export const look = new Look();
