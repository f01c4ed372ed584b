// SPDX-License-Identifier: EUPL-1.2
// The start: styles, the news of the engine, the first screen.
import '@design/design';
import { mount } from 'svelte';
import App from './App.svelte';
import { call } from './bridge';
import { hand } from './stores/hand';
import { network } from './stores/network.svelte';
import { news } from './stores/news.svelte';

const place = document.getElementById('app');
if (!place) throw new Error('index.html has no place for the app');
place.textContent = '';

const log = (level: string, text: string) => void call('log_line', { level, text }).catch(() => {});
window.addEventListener('error', (event) => log('error', `${event.message} ${event.filename}:${event.lineno}`));
window.addEventListener('unhandledrejection', (event) => log('error', describe(event.reason)));

/** Without personal data: a fault's code, an error's own text. */
function describe(reason: unknown): string {
  if (reason instanceof Error) return `${reason.name}: ${reason.message}`;
  return typeof reason === 'object' && reason && 'code' in reason ? String(reason.code) : typeof reason;
}

news.begin();
network.begin();
hand.begin();
mount(App, { target: place });
