// SPDX-License-Identifier: EUPL-1.2
// A web view that reads codes, and what it sees.
import { vi } from 'vitest';

/** A camera that sees these codes one after another. */
export function camera(seen: string[]) {
  const detect = async () => [{ rawValue: seen.shift() ?? '' }];
  vi.stubGlobal('BarcodeDetector', class { detect = detect; });
  const stream = { getTracks: () => [] };
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () => stream }, configurable: true });
  HTMLMediaElement.prototype.play = async () => {};
}

/** As most are. */
export function noCamera() {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  Object.defineProperty(navigator, 'mediaDevices', { value: undefined, configurable: true });
}
