// SPDX-License-Identifier: EUPL-1.2
// All by keyboard alone: lists and groups by arrow keys, the PIN, the pin on the plan, sheets, the way back, and a focus that is never lost.
import { arrows, keepFocus, Sheet, Toaster, toasts } from '@design';
import { fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet, tick } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import PlacePicker from '../parts/PlacePicker.svelte';
import { apart } from '../place/plane';
import { router } from '../router.svelte';
import Unlock from '../screens/agent/Unlock.svelte';
import More from '../screens/agent/More.svelte';
import Settings from '../screens/care/Settings.svelte';
import { Engine } from './engine';
import { settings, state } from './sample/data';

const press = (key: string, more = {}) => fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });
let engine: Engine;
let clean: (() => void)[] = [];

beforeEach(() => {
  engine = new Engine().always('state', state).always('settings', settings).always('settings_write', settings);
});
afterEach(() => {
  for (const stop of clean.splice(0)) stop();
  document.body.replaceChildren();
});

function group(html: string): HTMLElement {
  const box = document.createElement('div');
  box.innerHTML = html;
  document.body.append(box);
  clean.push(arrows(box));
  return box;
}

/** Lays buttons out in rows of so many, as a browser would. */
function inColumns(buttons: HTMLElement[], columns: number) {
  buttons.forEach((button, at) => {
    const [left, top] = [(at % columns) * 100, Math.floor(at / columns) * 50];
    button.getBoundingClientRect = () => ({ left, top, width: 90, height: 40 }) as DOMRect;
  });
}

test('arrow keys, Home and End go through a group and pass over what is off', async () => {
  const box = group('<button>a</button><button disabled>b</button><button>c</button><button>d</button>');
  box.querySelector('button')?.focus();
  const went = [];
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'Home', 'End', 'ArrowLeft']) {
    await press(key);
    went.push(document.activeElement?.textContent);
  }
  expect(went).toEqual(['c', 'd', 'd', 'a', 'd', 'c']);
});

test('in tiles the arrow keys go up and down as the eye does', async () => {
  const box = group('<button>1</button><button>2</button><button>3</button><button>4</button><button>5</button>');
  const buttons = [...box.querySelectorAll('button')];
  inColumns(buttons, 2);
  buttons[1]?.focus();
  await press('ArrowDown');
  expect(document.activeElement?.textContent).toBe('4');
  await press('ArrowUp');
  expect(document.activeElement?.textContent).toBe('2');
  await press('ArrowUp');
  expect(document.activeElement?.textContent).toBe('2');
});

test('the PIN takes digits, Backspace and Enter, in its field and on the pad', async () => {
  render(Unlock);
  const field = screen.getByLabelText<HTMLInputElement>('PIN');
  await tick();
  expect(document.activeElement).toBe(field);
  await fireEvent.input(field, { target: { value: '12x' } });
  expect(field.value).toBe('12');
  screen.getByRole('button', { name: '5' }).focus();
  await press('7');
  await press('8');
  await press('Backspace');
  expect(field.value).toBe('127');
  await fireEvent.submit(field.form as HTMLFormElement);
  expect(engine.last('unlock').request).toEqual({ pin: '127' });
});

test('a finger on the pad leaves the focus in the field', async () => {
  render(Unlock);
  const left = await fireEvent.pointerDown(screen.getByRole('button', { name: '5' }));
  expect(left).toBe(false);
});

test('the pin on the plan moves by arrow keys, five metres or with Shift one', async () => {
  const fix = { lat: 43.77, lon: 11.25, accuracy_m: 6, source: 'gps' };
  const onchange = vi.fn();
  render(PlacePicker, { place: fix, fix, fault: null, address: '', source: undefined, asset: undefined, onchange });
  screen.getByRole('button', { name: /^Segnaposto/ }).focus();
  await press('ArrowUp');
  await press('ArrowLeft', { shiftKey: true });
  const [north, west] = onchange.mock.calls.map(([{ place }]) => apart(fix, place));
  expect(north?.north_m).toBeCloseTo(5, 1);
  expect(west?.east_m).toBeCloseTo(-1, 1);
  expect(onchange.mock.calls[0]?.[0].place.source).toBe('pin');
});

test('a sheet takes the focus to its title, and its button and Escape close it', async () => {
  const onclose = vi.fn();
  const children = createRawSnippet(() => ({ render: () => '<p>testo</p>' }));
  const { rerender } = render(Sheet, { title: 'Nota', open: false, closeWord: 'Chiudi', onclose, children });
  await rerender({ open: true });
  expect(document.activeElement?.textContent).toBe('Nota');
  await fireEvent.click(screen.getByRole('button', { name: 'Chiudi' }));
  expect(onclose).toHaveBeenCalledTimes(1);
  // A browser turns Escape in a modal dialog into this.
  document.querySelector('dialog')?.close();
  expect(onclose).toHaveBeenCalledTimes(2);
});

test('a new screen begins at its heading and is the title of the page', async () => {
  render(More);
  await tick();
  expect(document.activeElement?.tagName).toBe('H1');
  expect(document.title).toBe('Altro');
});

test('Escape goes back, but not out of a text', async () => {
  const back = vi.spyOn(router, 'back').mockImplementation(() => {});
  render(Settings);
  const field = document.createElement('input');
  document.body.append(field);
  await fireEvent.keyDown(field, { key: 'Escape' });
  expect(back).not.toHaveBeenCalled();
  await press('Escape');
  expect(back).toHaveBeenCalledTimes(1);
  back.mockRestore();
});

test('when what has the focus is taken away, the heading gets it; when it is off for a while, it gets it back', async () => {
  document.body.innerHTML = '<h1 tabindex="-1">Titolo</h1><button>togli</button><button>salva</button>';
  const heading = document.querySelector<HTMLElement>('h1');
  const [remove, save] = [...document.querySelectorAll('button')] as [HTMLButtonElement, HTMLButtonElement];
  clean.push(keepFocus(() => heading));
  save.focus();
  save.disabled = true;
  await vi.waitFor(() => expect(save.disabled).toBe(true));
  save.disabled = false;
  await vi.waitFor(() => expect(document.activeElement).toBe(save));
  remove.focus();
  remove.remove();
  await vi.waitFor(() => expect(document.activeElement).toBe(heading));
});

test('a focus that the person gave up is not brought back', async () => {
  document.body.innerHTML = '<h1 tabindex="-1">Titolo</h1><input />';
  clean.push(keepFocus(() => document.querySelector<HTMLElement>('h1')));
  const field = document.querySelector('input');
  field?.focus();
  field?.blur();
  // Whoever watches is told in the order in which he began: when this one is, the focus was looked after.
  const looked = new Promise((told) => new MutationObserver(told).observe(document.body, { childList: true }));
  document.body.append(document.createElement('p'));
  await looked;
  expect(document.activeElement).toBe(document.body);
});

test('what was just done stays on the screen while the keyboard is at it', async () => {
  vi.useFakeTimers();
  const run = vi.fn();
  render(Toaster, { closeWord: 'Chiudi' });
  toasts.push({ text: 'Deciso', undo: { word: 'Annulla', run } });
  await vi.advanceTimersByTimeAsync(11_000);
  screen.getByRole('button', { name: 'Annulla' }).focus();
  await vi.advanceTimersByTimeAsync(60_000);
  await fireEvent.click(screen.getByRole('button', { name: 'Annulla' }));
  expect(run).toHaveBeenCalledTimes(1);
  expect(screen.queryByText('Deciso')).toBeNull();
  vi.useRealTimers();
});
