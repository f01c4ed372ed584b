// SPDX-License-Identifier: EUPL-1.2
// What jsdom lacks of a web view: dialogs and media queries. Each file starts in Italian.
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

beforeEach(() => words.use('it'));
