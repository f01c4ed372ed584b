// SPDX-License-Identifier: EUPL-1.2
// The PIN screen says how long to wait after wrong PINs, asks nothing of the engine meanwhile, and opens afterwards.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import Unlock from '../screens/agent/Unlock.svelte';
import { Engine } from './engine';

let engine: Engine;
const fault = (code: string, wait_ms: number | null) => ({ code, message: '', cure: null, faults: [], rules: [], wait_ms });
const typePin = async (pin: string) => {
  await fireEvent.input(screen.getByLabelText('PIN'), { target: { value: pin } });
  await fireEvent.click(screen.getByRole('button', { name: 'Sblocca' }));
};

beforeEach(() => {
  vi.useFakeTimers();
  engine = new Engine();
  render(Unlock);
});
afterEach(() => vi.useRealTimers());

test('a wrong PIN is said in words and the field is empty again', async () => {
  await typePin('1234');
  engine.last('unlock').fail(fault('wrong_pin', 0));
  await vi.advanceTimersByTimeAsync(10);
  expect(screen.getByText('PIN sbagliato.')).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>('PIN').value).toBe('');
});

test('a wait is counted down and nothing can be tried meanwhile', async () => {
  await typePin('1234');
  engine.last('unlock').fail(fault('pin_wait', 30_000));
  await vi.advanceTimersByTimeAsync(10);
  expect(screen.getByText('Aspetta 30 secondi')).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Sblocca' }).disabled).toBe(true);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(screen.getByText('Aspetta 10 secondi')).toBeTruthy();
  await vi.advanceTimersByTimeAsync(11_000);
  expect(screen.queryByText(/^Aspetta/)).toBeNull();
  await typePin('4321');
  expect(engine.of('unlock').map((call) => call.request)).toEqual([{ pin: '1234' }, { pin: '4321' }]);
});

test('the keypad types without a keyboard', async () => {
  for (const key of ['2', '5', '8', '0']) await fireEvent.click(screen.getByRole('button', { name: key }));
  await fireEvent.click(screen.getByRole('button', { name: 'Sblocca' }));
  expect(engine.last('unlock').request).toEqual({ pin: '2580' });
});
