// SPDX-License-Identifier: EUPL-1.2
// Who is at the phone and what it may show: new, locked, open or revoked.
import { call, type Appearance, type Session, type Who } from '../bridge';
import { words } from '../i18n/index.svelte';
import { router } from '../router.svelte';
import { look } from '../theme.svelte';

const CREW = new Set(['crew', 'crew_leader']);

class SessionStore {
  now = $state.raw<Session | null>(null);

  get who(): Who | null {
    return this.now?.who ?? null;
  }

  get isCrew(): boolean {
    return CREW.has(this.who?.role ?? '');
  }

  /** The first screen of a shift. */
  get home(): string {
    return this.isCrew ? 'today' : 'shift';
  }

  async read() {
    const session = await call('session');
    this.appear(session.appearance);
    this.now = session;
    if (session.phase === 'open') this.#arrive(session.route);
  }

  appear(appearance: Appearance) {
    words.use(appearance.language);
    look.use(appearance.theme);
  }

  async lock() {
    await call('lock');
    router.replace('');
    await this.read();
  }

  /** A kill comes back to the screen that was open. */
  #arrive(route: string | null) {
    router.onmove = (path) => void call('route_write', { route: path });
    if (router.route.name === '') router.open(route || `#/${this.home}`);
  }
}

export const session = new SessionStore();
