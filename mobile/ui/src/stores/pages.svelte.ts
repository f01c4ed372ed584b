// SPDX-License-Identifier: EUPL-1.2
// A long list read page by page: only the pages around what is seen are held, all others are a number of rows and a place to read from.
import {
  asFault,
  call,
  type ContactRefused,
  type Fault,
  type Job,
  type PageQuery,
  type Refused,
  type TicketConflicts,
  type TicketLine,
  type TicketNotices,
  type TicketQuery,
  type TodayQuery,
  type Waiting,
} from '../bridge';
import { news } from './news.svelte';

const PAGE = 50;
/** Rows around those seen that are held as well. */
const AROUND = 25;

interface Page<Line> {
  /** Where the engine begins it; none for the first. */
  after: string | null;
  lines: Line[] | null;
  /** How many rows it had when it was read; none before. */
  count: number;
}

interface Answer<Line> {
  items: Line[];
  next: string | null;
  /** How many there are in all, when the engine says so. */
  total?: number;
}

const first = (): Page<never> => ({ after: null, lines: null, count: 0 });

export class Pages<Line, Query extends { limit?: number; after?: string } = PageQuery> {
  items = $state.raw<Line[]>([]);
  /** Rows before `items`. */
  offset = $state(0);
  /** Rows as far as the list was read. */
  count = $state(0);
  /** There is more after these. */
  isOpen = $state(false);
  /** How many there are in all; none when nobody knows. */
  total = $state<number | null>(null);
  isRead = $state(false);
  fault = $state.raw<Fault | null>(null);
  readonly #ask: (query: Query) => Promise<Answer<Line>>;
  #query = {} as Query;
  #pages: Page<Line>[] = [first()];
  #range: [number, number] = [0, 0];
  #isStale = false;
  #isBusy = false;
  #working: Promise<void> = Promise.resolve();

  constructor(ask: (query: Query) => Promise<Answer<Line>>) {
    this.#ask = ask;
  }

  /** Another list from its beginning; the old one stays on the screen until the new one is here. Ends, as the next two, once all is read. */
  ask(query: Query): Promise<void> {
    this.#query = query;
    this.#pages = [first()];
    this.#range = [0, 0];
    this.isRead = false;
    return this.refresh();
  }

  /** Something changed: what is held is read again, and the person stays where he is. */
  refresh(): Promise<void> {
    this.#isStale = true;
    return this.#work();
  }

  /** For an effect: reads now, and again whenever tickets changed, until it is left. */
  follow = (query?: Query): (() => void) => {
    void (query ? this.ask(query) : this.refresh());
    return news.on((told) => {
      if (told.news === 'tickets') void this.refresh();
    });
  };

  /** Which rows are seen. */
  want(from: number, to: number): Promise<void> {
    this.#range = [from, to];
    return this.#work();
  }

  /** One reading at a time, so that the last wish wins and those overtaken are never asked. */
  #work(): Promise<void> {
    if (!this.#isBusy) this.#working = this.#readAll();
    return this.#working;
  }

  async #readAll() {
    this.#isBusy = true;
    try {
      while (this.#isStale || this.#isWanting()) await this.#read();
      this.fault = null;
    } catch (thrown) {
      this.#isStale = false;
      this.fault = asFault(thrown);
    } finally {
      this.#isBusy = false;
    }
  }

  /** The pages under the rows seen, with those just around them. */
  #wanted(): [number, number] {
    return [this.#pageOf(this.#range[0] - AROUND), this.#pageOf(this.#range[1] + AROUND)];
  }

  #pageOf(row: number): number {
    let [at, edge] = [0, 0];
    while (at < this.#pages.length - 1 && edge + (this.#pages[at]?.count ?? 0) <= row) edge += this.#pages[at++]?.count ?? 0;
    return at;
  }

  #isWanting(): boolean {
    const [from, to] = this.#wanted();
    return this.#pages.slice(from, to + 1).some((page) => !page.lines);
  }

  async #read() {
    const pages = this.#pages;
    const [from, to] = this.#wanted();
    let isStale = this.#isStale;
    this.#isStale = false;
    for (let at = from; at <= to; at += 1) {
      const page = pages[at];
      if (!page || (page.lines && !isStale)) continue;
      const answer = await this.#ask(this.#requestOf(page));
      if (pages !== this.#pages) return;
      page.lines = answer.items;
      page.count = answer.items.length;
      this.total = answer.total ?? null;
      isStale = this.#chain(at, answer.next) || isStale;
    }
    this.#show(from, to);
  }

  #requestOf({ after }: Page<Line>): Query {
    const limit = this.#query.limit ?? PAGE;
    return { ...this.#query, limit, ...(after ? { after } : {}) };
  }

  /** Whether the page after this one begins elsewhere than before, so that it has to be read again too. */
  #chain(at: number, next: string | null): boolean {
    const following = this.#pages[at + 1];
    if (!next) {
      this.#pages.length = at + 1;
      return false;
    }
    if (!following) {
      this.#pages.push({ ...first(), after: next });
      return false;
    }
    if (following.after === next) return false;
    following.after = next;
    following.lines = null;
    return true;
  }

  #show(from: number, to: number) {
    const rows = (pages: Page<Line>[]) => pages.reduce((sum, page) => sum + page.count, 0);
    this.#pages.forEach((page, at) => {
      if (at < from || at > to) page.lines = null;
    });
    this.items = this.#pages.slice(from, to + 1).flatMap((page) => page.lines ?? []);
    this.offset = rows(this.#pages.slice(0, from));
    this.count = rows(this.#pages);
    this.isOpen = this.#pages.at(-1)?.lines === null && this.#pages.at(-1)?.count === 0;
    this.isRead = true;
  }
}

export class TicketPages extends Pages<TicketLine, TicketQuery> {
  constructor() {
    super((query) => call('tickets', query));
  }
}

export class JobPages extends Pages<Job, TodayQuery> {
  constructor() {
    super((query) => call('today', query));
  }
}

/** Each row of the next two is read from a whole ticket: their pages are shorter. */
const WHOLE = 20;

export class ConflictPages extends Pages<TicketConflicts> {
  constructor() {
    super((query) => call('conflicts', { ...query, limit: WHOLE }));
  }
}

export class NoticePages extends Pages<TicketNotices> {
  constructor() {
    super((query) => call('notices', { ...query, limit: WHOLE }));
  }
}

export class WaitingPages extends Pages<Waiting> {
  constructor() {
    super((query) => call('waiting', query));
  }
}

export class RefusedPages extends Pages<Refused> {
  constructor() {
    super((query) => call('refused', query));
  }
}

export class ContactPages extends Pages<ContactRefused> {
  constructor() {
    super((query) => call('contacts_refused', query));
  }
}
