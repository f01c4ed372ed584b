// SPDX-License-Identifier: EUPL-1.2
// Asking while somebody types: one question on its way at a time, the newest next, those overtaken never asked.

export function latest<Wish, Answer>(ask: (wish: Wish) => Promise<Answer>, show: (answer: Answer, wish: Wish) => void) {
  let waiting: { wish: Wish } | null = null;
  let isBusy = false;

  async function work() {
    isBusy = true;
    try {
      while (waiting) {
        const { wish } = waiting;
        waiting = null;
        const answer = await ask(wish);
        if (!waiting) show(answer, wish);
      }
    } finally {
      isBusy = false;
    }
  }

  return (wish: Wish): Promise<void> => {
    waiting = { wish };
    return isBusy ? Promise.resolve() : work();
  };
}
