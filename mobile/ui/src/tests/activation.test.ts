// SPDX-License-Identifier: EUPL-1.2
// The office's QR is read whole, since its link names the server: by the viewfinder or from a photo.
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

test('without a viewfinder a photo of the QR does, and one of another code says what to do', async () => {
  const { container } = render(Activation);
  await fireEvent.click(screen.getByRole('button', { name: 'Inquadra il QR' }));
  expect(screen.queryByLabelText('Mirino per il codice')).toBeNull();
  const shoot = (said: string[]) => {
    engine.always('codes_in', said);
    const files = [new File(['x'], 'IMG_1.jpg', { type: 'image/jpeg' })];
    return fireEvent.change(container.querySelector('input[type=file]')!, { target: { files } });
  };
  await shoot(['https://example.it/lampioni/1234']);
  expect((await screen.findByRole('alert')).textContent).toContain('nessun codice adatto');
  await shoot(['https://example.it/lampioni/1234', LINK]);
  await vi.waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Codice o link').value).toBe(LINK));
  expect(engine.last('codes_in').request).toEqual({ file: 'eA==' });
  expect(container.querySelector('input[type=file]'), 'the sheet is closed').toBeNull();
});
