// SPDX-License-Identifier: EUPL-1.2
// Every way through the app leads to a screen that there is, and each kind of draft opens where it is gone on with.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Draft } from '../bridge';
import { router } from '../router.svelte';
import { screens } from '../screens';
import Mine from '../screens/agent/Mine.svelte';
import { Engine } from './engine';

const root = join(import.meta.dirname, '..');
const sources = (readdirSync(root, { recursive: true }) as string[])
  .filter((path) => /\.(svelte|ts)$/.test(path) && !path.startsWith('tests/'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

/** The names in the first thing given to the router, or in an address that a page's way back names. */
const WAYS = [/router\.(?:go|replace|back)\(([^,)]*)/g, /\bback(?:To)?=\{\[([^,\]]*)/g];

test('every name given to the router is a screen', () => {
  const named = sources.flatMap(({ path, text }) =>
    WAYS.flatMap((way) => [...text.matchAll(way)])
      .flatMap(([, first = '']) => [...first.matchAll(/'(\w+)'/g)])
      .map(([, name = '']) => ({ path, name })),
  );
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter(({ name }) => !(name in screens))).toEqual([]);
});

const draft = (kind: Draft['kind'], ticket: string | null): Draft => ({
  id: `d-${kind}`,
  kind,
  ticket,
  form: { answers: {}, title: kind },
  photos: [],
  created_at: '2026-05-04T08:00:00Z',
  saved_at: '2026-05-04T08:00:00Z',
});

beforeEach(() => {
  new Engine().always('drafts', [draft('report', null), draft('addition', 't1'), draft('event', 't2')]);
});

test('a draft of each kind opens from the list where it was being written', async () => {
  const go = vi.spyOn(router, 'go');
  render(Mine, { params: ['drafts'] });
  for (const kind of ['report', 'addition', 'event']) await fireEvent.click(await screen.findByText(kind));
  expect(go.mock.calls).toEqual([
    ['report', 'd-report', 'photos'],
    ['add', 't1'],
    ['resolve', 't2'],
  ]);
});
