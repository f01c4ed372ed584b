// SPDX-License-Identifier: EUPL-1.2
// Opens every screen of the made-up town in a headless Chromium: pictures of each, what axe says of each, a walk through each by
// keyboard, or a long way through the long lists.
// node shots.mjs pictures [FOLDER] | axe | keys | long   [--only NAME] [--text 200] [--themes light,dark,sun] [--languages it,en]
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const SCREENS = [
  ['activation', 'phase=new', ''],
  ['unlock', 'phase=locked', ''],
  ['revoked', 'phase=revoked', ''],
  ['shift', '', 'shift'],
  ['shift-empty', 'empty', 'shift'],
  ['report-photos', '', 'report/dr1/photos'],
  ['report-type', '', 'report/dr1/type'],
  ['report-place', '', 'report/dr1/place'],
  ['report-place-plan', 'nomap', 'report/dr1/place'],
  ['report-place-lost', 'lost', 'report/dr1/place'],
  ['report-place-search', '', 'report/dr1/place', async (page) => quietly(page.getByRole('searchbox'), 'calzaiuoli')],
  ['report-similar', '', 'report/dr1/similar'],
  ['report-similar-save', '', 'report/dr1/similar/save'],
  ['report-details', '', 'report/dr1/details'],
  ['saved', '', 'saved/t1/FI-7K3Q-92MX/2026-05-04T08:42:00Z'],
  ['mine', '', 'mine'],
  ['mine-empty', 'empty', 'mine'],
  ['mine-drafts', '', 'mine/drafts'],
  ['near', '', 'near'],
  ['near-empty', 'empty', 'near'],
  ['near-map', '', 'near/map'],
  ['near-map-chosen', '', 'near/map', async (page) => (await quietly(page.locator('main .card button.line').nth(2)), page.locator('h1').focus())],
  ['near-map-legend', '', 'near/map', async (page) => quietly(page.locator('summary'))],
  ['near-map-none', 'nomap', 'near/map'],
  ['more', '', 'more'],
  ['ticket', '', 'ticket/t1'],
  ['edit', '', 'edit/t1'],
  ['add', '', 'add/t1'],
  ['today', 'role=crew', 'today'],
  ['today-map', 'role=crew', 'today/map'],
  ['today-empty', 'role=crew&empty', 'today'],
  ['job', 'role=crew', 'job/t1'],
  ['arrive', 'role=crew', 'arrive/t1'],
  ['arrive-blind', 'role=crew&lost', 'arrive/t1'],
  ['hold', 'role=crew', 'hold/t1'],
  ['decline', 'role=crew', 'decline/t1'],
  ['resolve', 'role=crew', 'resolve/t1'],
  ['resolve-blind', 'role=crew&lost', 'resolve/t1'],
  ['conflicts', '', 'conflicts'],
  ['conflicts-empty', 'empty', 'conflicts'],
  ['notices', 'role=crew', 'notices'],
  ['notices-empty', 'role=crew&empty', 'notices'],
  ['photo', '', 'photo/dr1/f1'],
  ['view', '', 'view/t1/a1'],
  ['shift-end', '', 'shift_end'],
  ['delivery', '', 'delivery'],
  ['delivery-empty', 'empty', 'delivery'],
  ['delivery-sending', 'progress=1', 'delivery'],
  ['export', '', 'export'],
  ['settings', '', 'settings'],
  ['maps', '', 'maps'],
  ['maps-empty', 'empty', 'maps'],
  ['sheet-map', '', 'maps', async (page) => page.getByRole('button', { name: /^(Togli|Remove)$/ }).first().click()],
  ['privacy', '', 'privacy'],
  ['locked-export', 'phase=locked', '', async (page) => page.getByRole('button', { name: /PIN/ }).click()],
  ['report-contact', '', 'report/dr1/details', async (page) => page.locator('button.quiet').click()],
  ['sheet-danger', '', 'report/dr1/type', async (page) => page.getByRole('switch').check()],
  ['sheet-note', '', 'ticket/t1', async (page) => page.getByRole('button', { name: /^Not[ae]$/ }).click()],
  ['sheet-me-too', '', 'report/dr1/similar', async (page) => page.getByRole('button', { name: /^(Anch’io|Me too)$/ }).first().click()],
  ['sheet-scan', '', 'report/dr1/place', async (page) => page.getByRole('button', { name: /^(Inquadra il codice|Scan the code)$/ }).click()],
  ['sheet-drop', '', 'report/dr1/photos', async (page) => page.locator('button.quiet').click()],
];

/** Tapped or filled in without taking the focus, which is to begin at the heading. */
function quietly(locator, text) {
  return locator.evaluate((element, text) => {
    if (text === undefined) return element.click();
    element.value = text;
    element.dispatchEvent(new Event('input', { bubbles: true }));
  }, text);
}

const LONG = [
  ['long-list', 'many', 'near'],
  ['long-delivery', 'many', 'delivery'],
  ['long-notices', 'many', 'notices'],
  ['long-conflicts', 'many', 'conflicts'],
  ['long-photos', 'many', 'ticket/t1', async (page) => page.getByRole('button', { name: /\(200\)/ }).click()],
];

const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    text: { type: 'string', default: '100' },
    themes: { type: 'string' },
    languages: { type: 'string' },
  },
});
const [what = 'pictures', folder = 'screenshots'] = positionals;
const THEMES = asked.themes?.split(',') ?? (what === 'axe' ? ['light', 'dark', 'sun'] : ['light']);
const LANGUAGES = asked.languages?.split(',') ?? (what === 'pictures' ? ['it', 'en'] : ['it']);
const SIZE = { width: 390, height: 844 };

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const outDir = mkdtempSync(join(tmpdir(), 'ronda-screens-'));
await build({ logLevel: 'error', build: { outDir, emptyOutDir: true, rollupOptions: { input: 'sample.html' } } });
const server = await preview({ logLevel: 'error', build: { outDir }, preview: { port: 0, strictPort: false } });
const origin = `http://localhost:${server.httpServer.address().port}`;
const hasMap = bringMap(join(outDir, 'town.pmtiles'));
// No graphics card is needed for the map.
const args = ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? installed(), args });
// A phone of the made-up town, whatever this machine is set to.
const here = { locale: 'it-IT', timezoneId: 'Europe/Rome' };
const page = await browser.newPage({ viewport: SIZE, deviceScaleFactor: 2, reducedMotion: 'reduce', ...here });
let problems = 0;
page.on('pageerror', (error) => fail(`${page.url()}: ${error.message}`));

/** Where `scripts/setup.sh screens` finds or puts it. */
function installed() {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync) ?? 'chromium';
}

/** The real map of the town, as `make setup` brings it; without it the screens show what they show then. */
function bringMap(to) {
  const from = join(process.env.CARGO_TARGET_DIR ?? '../../target', 'map/firenze.pmtiles');
  const isHere = existsSync(from);
  if (isHere) copyFileSync(from, to);
  else console.log(`${from} is not here (run make setup): the screens of the map are shown without one`);
  return isHere;
}

/** Until the map, where there is one, has drawn everything. */
async function seen(page) {
  await page.waitForFunction(() => [...document.querySelectorAll('[data-drawn]')].every(({ dataset }) => dataset.drawn === 'true'), null, { timeout: 30_000 });
}

function fail(sentence) {
  problems += 1;
  console.log(sentence);
}

async function open([name, query, route, then], language, theme) {
  await page.clock.setFixedTime(new Date('2026-05-04T10:42:00+02:00'));
  await page.setViewportSize(SIZE);
  const map = hasMap && !query.includes('nomap') ? 'map' : '';
  await page.goto(`${origin}/sample.html?screen=${name}&${query}&${map}&language=${language}&theme=${theme}#/${route}`);
  await page.evaluate((percent) => (document.documentElement.style.fontSize = `${percent}%`), asked.text);
  await page.waitForSelector('h1', { timeout: 20_000 });
  await page.waitForFunction(() => document.fonts.status === 'loaded');
  await seen(page);
  await then?.(page);
  await seen(page);
  for (const fault of await page.evaluate(cut)) fail(`${name} (${language}, ${theme}): ${fault}`);
}

/** In the page: what is wider than the phone, and words of which a part is cut off. */
function cut() {
  const faults = [];
  const named = (element) => `<${element.tagName.toLowerCase()} class="${element.className}"> ${element.textContent.trim().slice(0, 40)}`;
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) faults.push(`${wide} pixels wider than the phone`);
  for (const element of document.querySelectorAll('.app *')) {
    if (element.closest('.unseen, svg, dialog:not([open]), .plan') || !element.textContent.trim()) continue;
    const { overflowX, overflowY } = getComputedStyle(element);
    const hides = (overflow) => overflow === 'hidden' || overflow === 'clip';
    if (hides(overflowX) && element.scrollWidth > element.clientWidth + 1) faults.push(`cut at the side: ${named(element)}`);
    if (hides(overflowY) && element.scrollHeight > element.clientHeight + 1) faults.push(`cut below: ${named(element)}`);
    const box = element.getBoundingClientRect();
    if (box.width && box.right > innerWidth + 1 && !element.closest('.bar[role=group]')) faults.push(`beyond the edge: ${named(element)}`);
  }
  return faults;
}

async function examine([name], theme) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
  for (const fault of found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical'))
    fail(`${name} (${theme}): ${fault.id}, ${fault.help}: ${fault.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

/** In the page: ends once nothing moves, is read or is still to be decoded, for a few frames; a screen that never rests is judged as it is. */
function settled() {
  const isSeen = (box) => box.bottom > 0 && box.top < innerHeight;
  const undrawn = () => [...document.images].filter((image) => !image.complete && isSeen(image.getBoundingClientRect())).length;
  const unread = () => document.querySelectorAll('[aria-busy=true]').length;
  const rows = () => [...document.querySelectorAll('.rows')].map((list) => [list.children.length, list.firstElementChild?.ariaPosInSet]).join();
  const ends = performance.now() + 60_000;
  return new Promise((rests) => {
    let [before, still] = ['', 0];
    const look = () => {
      const now = [scrollY, document.documentElement.scrollHeight, innerHeight, rows(), undrawn() + unread()].join();
      still = now === before && now.endsWith(',0') ? still + 1 : 0;
      before = now;
      if (still >= 3 || performance.now() > ends) rests();
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** The whole screen on one picture, with what stands at the bottom of it at the bottom. */
async function photograph([name], language, theme) {
  const into = join(folder, theme === 'light' ? language : `${language}-${theme}`);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (!process.env.ONE_PAGE) await page.setViewportSize({ ...SIZE, height: Math.max(SIZE.height, height) });
  await page.evaluate(settled);
  mkdirSync(into, { recursive: true });
  await page.screenshot({ path: join(into, `${name}.png`) });
}

/** In the page: what the focus is on, whether that shows, and whether it is where it can be seen. */
function focused() {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const wasHere = 'reached' in at.dataset;
  at.dataset.reached = '';
  const rings = [at, at.closest('label')].filter(Boolean).map((element) => getComputedStyle(element));
  const box = (at.closest('label') ?? at).getBoundingClientRect();
  const hit = document.elementFromPoint(Math.min(box.left + box.width / 2, innerWidth - 1), Math.min(Math.max(box.top + 4, 0), innerHeight - 1));
  return {
    name: (at.getAttribute('aria-label') || at.textContent || at.tagName).trim().slice(0, 40),
    isHeading: /^H[12]$/.test(at.tagName),
    isField: at.matches('input'),
    /** Month, day and year of one field are a stop each. */
    isParted: at.type === 'date' || at.type === 'datetime-local',
    wasHere,
    shows: rings.some((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
    isSeen: box.top < innerHeight && box.bottom > 0 && (!hit?.closest('header.bar, nav') || !!at.closest('header.bar, nav')),
  };
}

/** In the page: what a finger can use and no Tab reached; groups that arrow keys go through have one way in. */
function missed() {
  const usable = [...document.querySelectorAll('button, input, textarea, a[href], summary')];
  return usable
    .filter((element) => {
      const dialog = document.querySelector('dialog[open]');
      if (element.disabled || 'reached' in element.dataset || (dialog && !dialog.contains(element)) || !element.getClientRects().length || !element.checkVisibility()) return false;
      if (element.type === 'radio') return !document.querySelector(`input[name="${element.name}"][data-reached]`);
      if (element.closest('.rows')) return !element.closest('.rows').querySelector('[data-reached]');
      return !(element.type === 'file' && element.tabIndex < 0) && !element.closest('dialog:not([open])');
    })
    .map((element) => element.outerHTML.slice(0, 120));
}

async function walk([name], theme) {
  const first = await page.evaluate(focused);
  if (!first?.isHeading && !first?.isField) fail(`${name}: the focus does not begin at the heading`);
  for (let step = 0; step < 90; step += 1) {
    await page.keyboard.press('Tab');
    // What gets the focus may still be on its way into sight.
    await page.evaluate(settled);
    const at = await page.evaluate(focused);
    // Behind the last one the page is left, and the next Tab comes in again at its beginning.
    if (!at) continue;
    if (at.wasHere && at.isParted) continue;
    if (at.wasHere) break;
    if (!at.shows && !at.isHeading) fail(`${name} (${theme}): no ring around “${at.name}”`);
    if (!at.isSeen) fail(`${name}: “${at.name}” has the focus out of sight`);
  }
  for (const element of await page.evaluate(missed)) fail(`${name}: no way by keyboard to ${element}`);
}

/**
 * In the page: the number of the row under the middle of the screen, or of any that is seen where a list only begins or ends there;
 * 0 where a row should be and none is.
 */
function rowSeen() {
  const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  const isSeen = (box) => box.bottom > 0 && box.top < innerHeight;
  const beside = () => [...document.querySelectorAll('.rows > li')].find((row) => isSeen(row.getBoundingClientRect()));
  const row = middle?.closest('.rows > li') ?? (middle?.closest('.list') ? null : beside());
  return Number(row?.ariaPosInSet ?? 0);
}

/** In the page: how much of a long list is in the document. */
function held() {
  return { rows: document.querySelectorAll('.rows > li').length, pictures: document.querySelectorAll('img').length };
}

const MOST_ROWS = 60;
const MOST_PICTURES = 60;

/** In the page: counts the ends of scrolling, and keeps how long each task took that held the page up. */
function watch() {
  [globalThis.ended, globalThis.slow] = [0, []];
  addEventListener('scrollend', () => (globalThis.ended += 1));
  new PerformanceObserver((list) => globalThis.slow.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
}

/**
 * One turn of the wheel, until the page has gone down by it: the browser scrolls in a process of its own, which on a busy
 * machine may come long after the page has drawn a few frames at rest.
 */
async function turn() {
  const before = await page.evaluate(() => ({ ended: globalThis.ended, top: scrollY, left: document.documentElement.scrollHeight - innerHeight - scrollY }));
  await page.mouse.wheel(0, 1_500);
  if (before.left < 2) return;
  await page.waitForFunction(({ ended, top }) => globalThis.ended > ended && scrollY > top, before, { timeout: 60_000 });
}

/** Whether something is so within the time that a busy machine may take. */
function comes(isSo) {
  return page.waitForFunction(isSo, null, { timeout: 30_000 }).then(() => true, () => false);
}

/** Down by wheel, to both ends by keyboard: never an empty screen, never more than a few rows and pictures. */
async function wander([name]) {
  const isList = name !== 'long-photos';
  let [rows, pictures, before] = [0, 0, 0];
  await page.evaluate(watch);
  const look = async (where) => {
    await page.evaluate(settled);
    if (isList) await comes(rowSeen);
    const [row, now] = [await page.evaluate(rowSeen), await page.evaluate(held)];
    [rows, pictures] = [Math.max(rows, now.rows), Math.max(pictures, now.pictures)];
    if (isList && !row) fail(`${name}: an empty screen ${where}`);
    return row;
  };
  await page.mouse.move(195, 600);
  for (let step = 0; step < 40; step += 1) {
    await turn();
    const row = await look(`after ${step} turns of the wheel`);
    if (isList && row <= before) fail(`${name}: row ${row} comes after row ${before}`);
    before = row;
  }
  if (isList) {
    await page.locator('.rows').last().locator('button[tabindex="0"]').first().focus();
    for (const key of ['ArrowDown', 'PageDown', 'End', 'Home']) {
      await page.keyboard.press(key);
      await look(`after ${key}`);
      if (!(await comes(() => document.activeElement?.closest('.rows > li')))) fail(`${name}: ${key} lost the focus`);
    }
  }
  if (name === 'long-list') {
    await page.getByRole('searchbox').pressSequentially('buca davanti');
    await look('after a search');
  }
  if (rows > MOST_ROWS) fail(`${name}: ${rows} rows in the document at once`);
  if (pictures > MOST_PICTURES) fail(`${name}: ${pictures} pictures in the document at once`);
  const slow = await page.evaluate(() => globalThis.slow);
  console.log(`${name}: at row ${before}, at most ${rows} rows and ${pictures} pictures; ${slow.length} tasks over 50 ms, the longest ${Math.round(Math.max(0, ...slow))} ms`);
}

const DEEDS = { pictures: photograph, axe: (screen, _, theme) => examine(screen, theme), keys: (screen, _, theme) => walk(screen, theme), long: wander };
try {
  for (const screen of (what === 'long' ? LONG : SCREENS).filter(([name]) => name.includes(asked.only)))
    for (const theme of THEMES)
      for (const language of LANGUAGES)
        await open(screen, language, theme)
          .then(() => DEEDS[what](screen, language, theme))
          .catch((error) => fail(`${screen[0]}: ${error.message}`));
} finally {
  await browser.close();
  await server.close();
  rmSync(outDir, { recursive: true, force: true });
}
console.log(problems ? `${problems} problems` : `${what}: nothing to complain of`);
process.exitCode = problems ? 1 : 0;
