// SPDX-License-Identifier: EUPL-1.2
// The office's QR is read where the web view can, whole, since its link names the server; elsewhere nobody is told to try.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import Activation from '../screens/agent/Activation.svelte';
import { camera, noCamera } from './camera';
import { Engine } from './engine';

const LINK = 'https://ronda.example/enrol#7K3Q-92MX';
let engine: Engine;

beforeEach(() => {
  engine = new Engine();
});
afterEach(noCamera);

test('the QR of the office fills the whole link in, and a lamp’s code beside it nothing', async () => {
  camera(['https://example.it/lampioni/1234', LINK]);
  render(Activation);
  await fireEvent.click(screen.getByRole('button', { name: 'Inquadra il QR' }));
  await vi.waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Codice o link').value).toBe(LINK));
  await fireEvent.click(screen.getByRole('button', { name: 'Continua' }));
  expect(engine.last('enrol_begin').request).toMatchObject({ code: LINK });
});

test('where nothing reads a QR, no word speaks of one', () => {
  render(Activation);
  expect(screen.queryByText(/QR/)).toBeNull();
});
