// SPDX-License-Identifier: EUPL-1.2
// What jsdom lacks of a web view: drawing, dialogs, media queries, what is near the screen. Each file starts in Italian.
import { beforeEach } from 'vitest';
import { words } from '../i18n/index.svelte';

HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
HTMLDialogElement.prototype.close = function () {
  this.open = false;
  this.dispatchEvent(new Event('close'));
};
window.matchMedia ??= ((media: string) => ({ media, matches: false, addEventListener() {} })) as never;
window.scrollTo = () => {};
HTMLCanvasElement.prototype.getContext = () => null;

/** A test says what is near the screen; until then all is. */
export const sight = { watched: new Map<Element, (isNear: boolean) => void>() };
window.IntersectionObserver = class {
  constructor(private tell: IntersectionObserverCallback) {}
  observe(target: Element) {
    const told = (isIntersecting: boolean) => this.tell([{ target, isIntersecting } as never], this as never);
    sight.watched.set(target, told);
    told(true);
  }
  unobserve(target: Element) {
    sight.watched.delete(target);
  }
} as never;

beforeEach(() => words.use('it'));
