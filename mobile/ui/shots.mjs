// SPDX-License-Identifier: EUPL-1.2
// Opens every screen of the made-up town in a headless Chromium: pictures of each in both languages, or what axe says of each.
// node shots.mjs pictures [FOLDER] | node shots.mjs axe
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const SCREENS = [
  ['activation', 'phase=new', ''],
  ['unlock', 'phase=locked', ''],
  ['revoked', 'phase=revoked', ''],
  ['shift', '', 'shift'],
  ['report-photos', '', 'report/dr1/photos'],
  ['report-type', '', 'report/dr1/type'],
  ['report-place', '', 'report/dr1/place'],
  ['report-similar', '', 'report/dr1/similar'],
  ['report-details', '', 'report/dr1/details'],
  ['saved', '', 'saved/t1/FI-7K3Q-92MX/2026-05-04T08:42:00Z'],
  ['mine', '', 'mine'],
  ['near', '', 'near'],
  ['more', '', 'more'],
  ['ticket', '', 'ticket/t1'],
  ['edit', '', 'edit/t1'],
  ['add', '', 'add/t1'],
  ['today', 'role=crew', 'today'],
  ['job', 'role=crew', 'job/t1'],
  ['arrive', 'role=crew', 'arrive/t1'],
  ['hold', 'role=crew', 'hold/t1'],
  ['decline', 'role=crew', 'decline/t1'],
  ['resolve', 'role=crew', 'resolve/t1'],
  ['conflicts', '', 'conflicts'],
  ['notices', 'role=crew', 'notices'],
  ['photo', '', 'photo/dr1/f1'],
  ['view', '', 'view/t1/a1'],
  ['shift-end', '', 'shift_end'],
  ['delivery', '', 'delivery'],
  ['delivery-sending', 'progress=1', 'delivery'],
  ['export', '', 'export'],
  ['settings', '', 'settings'],
  ['privacy', '', 'privacy'],
];
const THEMES = ['light', 'dark', 'sun'];
const LANGUAGES = ['it', 'en'];

const [what = 'pictures', folder = 'screenshots', only = ''] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const outDir = mkdtempSync(join(tmpdir(), 'ronda-screens-'));
await build({ logLevel: 'error', build: { outDir, emptyOutDir: true, rollupOptions: { input: 'sample.html' } } });
const server = await preview({ logLevel: 'error', build: { outDir }, preview: { port: 0, strictPort: false } });
const origin = `http://localhost:${server.httpServer.address().port}`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, reducedMotion: 'reduce' });
let problems = 0;
page.on('pageerror', (error) => fail(`${page.url()}: ${error.message}`));

function fail(sentence) {
  problems += 1;
  console.log(sentence);
}

async function open([name, asked, route], language, theme) {
  await page.clock.setFixedTime(new Date('2026-05-04T10:42:00+02:00'));
  await page.goto(`${origin}/sample.html?screen=${name}&${asked}&language=${language}&theme=${theme}#/${route}`);
  await page.waitForSelector('h1', { timeout: 20_000 });
  await page.waitForFunction(() => document.fonts.status === 'loaded');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) fail(`${route || asked} (${language}): ${wide} pixels wider than the phone`);
}

async function examine(screen, theme) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
  for (const fault of found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical'))
    fail(`${screen[0]} (${theme}): ${fault.id}, ${fault.help}: ${fault.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

async function photograph(screen) {
  for (const language of LANGUAGES) {
    await open(screen, language, 'light');
    mkdirSync(join(folder, language), { recursive: true });
    await page.screenshot({ path: join(folder, language, `${screen[0]}.png`), fullPage: !process.env.ONE_PAGE });
  }
}

async function hear(screen) {
  for (const theme of THEMES) {
    await open(screen, 'it', theme);
    await examine(screen, theme);
  }
}

try {
  for (const screen of SCREENS.filter(([name]) => name.includes(only)))
    await (what === 'axe' ? hear(screen) : photograph(screen)).catch((error) => fail(`${screen[0]}: ${error.message}`));
} finally {
  await browser.close();
  await server.close();
  rmSync(outDir, { recursive: true, force: true });
}
console.log(problems ? `${problems} problems` : `${what}: nothing to complain of`);
process.exitCode = problems ? 1 : 0;
