// SPDX-License-Identifier: EUPL-1.2
// What the engine tells unasked, handed to whoever shows it.
import { call, hear, type News, type State } from '../bridge';
import { session } from './session.svelte';

type Tell = (news: News) => void;

class NewsStore {
  state = $state.raw<State | null>(null);
  notices = $state(0);
  #listeners = new Set<Tell>();

  begin() {
    hear((news) => {
      if (news.news === 'state') this.state = news.state;
      if (news.news === 'notices') this.notices = news.count;
      if (news.news === 'locked') void session.read();
      for (const tell of [...this.#listeners]) tell(news);
    });
  }

  async read() {
    this.state = await call('state');
  }

  /** Answers with the way to stop listening, as an effect wants it. */
  on(tell: Tell): () => void {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }
}

export const news = new NewsStore();

/**
 * Runs `load` now and again whenever tickets changed, of `id` alone when it is given. However much news comes at once,
 * one reading is on its way and at most one more follows it.
 */
export function followTickets(load: () => Promise<unknown>, id?: string): () => void {
  let [isBusy, isStale, isLeft] = [false, false, false];
  const read = async () => {
    isStale = true;
    if (isBusy) return;
    isBusy = true;
    try {
      while (isStale && !isLeft) {
        isStale = false;
        await load();
      }
    } finally {
      isBusy = false;
    }
  };
  void read();
  const leave = news.on((told) => {
    if (told.news === 'tickets' && (!id || !told.ids.length || told.ids.includes(id))) void read();
  });
  return () => {
    isLeft = true;
    leave();
  };
}
