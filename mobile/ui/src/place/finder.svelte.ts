// SPDX-License-Identifier: EUPL-1.2
// What the phone knows of a place by itself: its address, its district, what stands nearby. Asked again only when the pin has moved.
import { call, type AddressSource, type NearAddress, type NearAsset, type Spot, type Whereabouts } from '../bridge';
import { latest } from '../stores/latest';
import { metresBetween } from './plane';

/** What a person, or the phone for him, changes about where a ticket is. */
export interface PlaceChange {
  place?: Spot;
  address?: string;
  /** Where the address came from; none when somebody typed it. */
  address_source?: AddressSource | undefined;
  /** Empty where it is about none. */
  asset_ref?: string;
}

type Point = { lat: number; lon: number };

/** Less far, nothing new is to be found. */
const STEP_M = 3;

export class PlaceFinder {
  address = $state.raw<NearAddress | null>(null);
  where = $state.raw<Whereabouts | null>(null);
  assets = $state.raw<NearAsset[]>([]);
  #last: Point | null = null;
  #ask: (point: Point) => Promise<void>;

  /** `found` is told of each new address, so that it can be filled in. */
  constructor(found: (address: NearAddress | null) => void) {
    this.#ask = latest(
      ({ lat, lon }: Point) =>
        Promise.all([
          call('address_at', { lat, lon }).catch(() => null),
          call('locate_place', { lat, lon }).catch(() => null),
          call('assets_near', { lat, lon }).catch(() => []),
        ]),
      ([address, where, assets]) => {
        this.address = address;
        this.where = where;
        this.assets = assets;
        found(address);
      },
    );
  }

  look({ lat, lon }: Point) {
    if (this.#last && metresBetween(this.#last, { lat, lon }) < STEP_M) return;
    this.#last = { lat, lon };
    void this.#ask({ lat, lon });
  }
}
