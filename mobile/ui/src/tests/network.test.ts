// SPDX-License-Identifier: EUPL-1.2
// The engine hears what the network costs where the device says it; where it does not, the setting says so.
import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import Settings from '../screens/care/Settings.svelte';
import { Network, network } from '../stores/network.svelte';
import { Engine } from './engine';
import { settings } from './sample/data';

let engine: Engine;
const told = () => engine.of('network').map((call) => call.request);

/** A device whose web view says this of its connection, or nothing. */
function device(said?: { type?: string; saveData?: boolean }) {
  const connection = said && Object.assign(new EventTarget(), said);
  Object.defineProperty(navigator, 'connection', { value: connection, configurable: true });
  return { change: (to: object) => Object.assign(connection ?? {}, to) && connection?.dispatchEvent(new Event('change')) };
}

beforeEach(() => {
  engine = new Engine().always('settings', settings).always('network', null);
});

test('a start tells what the network costs, and each change of it, once', () => {
  const phone = device({ type: 'wifi', saveData: false });
  new Network().begin();
  phone.change({ downlink: 3 });
  phone.change({ type: 'cellular' });
  phone.change({ type: 'wifi', saveData: true });
  phone.change({ saveData: false });
  expect(told()).toEqual([
    { online: true, metered: false },
    { online: true, metered: true },
    { online: true, metered: false },
  ]);
});

test('a device that does not say it is not made to', () => {
  device();
  new Network().begin();
  device({ saveData: false });
  new Network().begin();
  device({ type: 'unknown' });
  new Network().begin();
  expect(told()).toEqual([{ online: true }, { online: true }, { online: true }]);
});

test('the setting is a choice only where the device knows its network', async () => {
  device({ type: 'cellular' });
  network.begin();
  const shown = render(Settings);
  expect(await screen.findByRole('switch', { name: /Foto solo con il Wi-Fi/ })).toBeTruthy();
  shown.unmount();
  device();
  network.begin();
  render(Settings);
  expect(await screen.findByText(/non dice se usa il Wi-Fi/)).toBeTruthy();
  expect(screen.queryByRole('switch', { name: /Foto solo con il Wi-Fi/ })).toBeNull();
});
