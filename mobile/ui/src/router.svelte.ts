// SPDX-License-Identifier: EUPL-1.2
// Where the person is: the part of the address after `#`, so that the phone's own way back works and a start can go on there.

export interface Route {
  /** The screen, such as `ticket`. */
  name: string;
  /** What follows it, such as a ticket's id. */
  params: string[];
}

export function parse(hash: string): Route {
  const [name = '', ...params] = hash.replace(/^#?\/?/, '').split('/').map(decodeURIComponent);
  return { name, params };
}

export function path(name: string, ...params: string[]): string {
  return `#/${[name, ...params].map(encodeURIComponent).join('/')}`;
}

class Router {
  route = $state<Route>(parse(location.hash));
  #depth = 0;
  /** Told of each new place, to remember it. */
  onmove: (path: string) => void = () => {};

  constructor() {
    window.addEventListener('popstate', () => {
      this.#depth = Number(history.state?.depth ?? 0);
      this.#arrive();
    });
  }

  go(name: string, ...params: string[]) {
    this.#depth += 1;
    history.pushState({ depth: this.#depth }, '', path(name, ...params));
    this.#arrive();
  }

  replace(name: string, ...params: string[]) {
    history.replaceState({ depth: this.#depth }, '', path(name, ...params));
    this.#arrive();
  }

  /** Goes to a whole path, as `onmove` told it. */
  open(hash: string) {
    const { name, params } = parse(hash);
    this.replace(name, ...params);
  }

  /** Back to where the person came from; after a start, to `otherwise`. */
  back(otherwise: string, ...params: string[]) {
    if (this.#depth > 0) history.back();
    else this.replace(otherwise, ...params);
  }

  #arrive() {
    this.route = parse(location.hash);
    this.onmove(location.hash);
  }
}

export const router = new Router();
