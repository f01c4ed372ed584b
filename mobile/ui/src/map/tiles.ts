// SPDX-License-Identifier: EUPL-1.2
// The tiles of an installed map, read from its file in pieces; no request leaves the phone.
import { addProtocol } from 'maplibre-gl';
import { PMTiles, Protocol, type RangeResponse, type Source } from 'pmtiles';
import { mapBytes } from '../bridge';

class PackFile implements Source {
  constructor(private readonly file: string) {}

  getKey(): string {
    return this.file;
  }

  async getBytes(offset: number, length: number, signal?: AbortSignal): Promise<RangeResponse> {
    return { data: await mapBytes(this.file, offset, length, signal) };
  }
}

let protocol: Protocol | undefined;

/** Where the style finds the tiles of a map's file. */
export function tilesOf(file: string): string {
  if (!protocol) {
    protocol = new Protocol();
    addProtocol('pmtiles', protocol.tile);
  }
  if (!protocol.get(file)) protocol.add(new PMTiles(new PackFile(file)));
  return `pmtiles://${file}`;
}
