// SPDX-License-Identifier: EUPL-1.2
// Both languages are complete, no text is unused, and no screen writes words of its own.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';
import { describe, expect, test } from 'vitest';
import { en } from '../i18n/en';
import { fill } from '../i18n/index.svelte';
import { it } from '../i18n/it';

const root = join(import.meta.dirname, '..');

const files = (readdirSync(root, { recursive: true }) as string[]).filter(
  (path) => /\.(svelte|ts)$/.test(path) && !path.startsWith('tests/') && !/^i18n\/(it|en)/.test(path),
);
const sources = files.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const all = sources.map((source) => source.text).join('\n');

const holes = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((hole) => hole[1]))].sort();

describe('texts', () => {
  test('both languages have the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(it).sort());
  });

  test('no key is in two files', () => {
    for (const language of ['it', 'en']) {
      const folder = join(root, 'i18n', language);
      const keys = readdirSync(folder).flatMap((file) =>
        [...readFileSync(join(folder, file), 'utf8').matchAll(/^ {2}'([\w.]+)':/gm)].map(([, key]) => key),
      );
      expect(keys.length).toBeGreaterThan(400);
      expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    }
  });

  test('every text says something and fills in the same values in both languages', () => {
    const unlike = Object.entries(it).filter(([key, text]) => {
      const other = en[key as keyof typeof it];
      return !text.trim() || !other.trim() || String(holes(text)) !== String(holes(other));
    });
    expect(unlike.map(([key]) => key)).toEqual([]);
  });

  test('no text is unused', () => {
    const stems = [...all.matchAll(/`([a-z_.]+\.)\$\{/g)].map((stem) => stem[1] ?? '');
    const unused = Object.keys(it).filter(
      (key) => !all.includes(`'${key}'`) && !stems.some((stem) => key.startsWith(stem)),
    );
    expect(unused).toEqual([]);
  });

  test('no screen writes words of its own', () => {
    const worded = sources
      .filter((source) => source.path.endsWith('.svelte'))
      .flatMap((source) => wordsOf(source.text).map((word) => `${source.path}: ${word}`));
    expect(worded).toEqual([]);
  });

  test('a number chooses its word', () => {
    expect(fill('{n} {n:foto sola|foto}', { n: 1 })).toBe('1 foto sola');
    expect(fill('{n} {n:foto sola|foto}', { n: 3 })).toBe('3 foto');
  });
});

const SPOKEN = new Set(['label', 'title', 'word', 'alt', 'aria-label', 'placeholder', 'hint', 'closeWord', 'text']);

/** Letters in the markup that no text file holds. */
function wordsOf(source: string): string[] {
  const found: string[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (!node || typeof node !== 'object') return;
    const at = node as Record<string, unknown>;
    if (at.type === 'Text' && /\p{L}{2}/u.test(String(at.data))) found.push(String(at.data).trim());
    if (at.type === 'Attribute' && !SPOKEN.has(String(at.name))) {
      const parts = Array.isArray(at.value) ? at.value : [at.value];
      return parts.filter((part) => (part as { type?: string })?.type !== 'Text').forEach(walk);
    }
    Object.values(at).forEach(walk);
  };
  walk(parse(source, { modern: true }).fragment);
  return found;
}
