// SPDX-License-Identifier: EUPL-1.2
// The maps the office offers and those on this phone, kept current by the engine's news; and where the map was last looked at.
import { asFault, call, type Fault, type MapPack, type News } from '../bridge';
import { canDraw } from '../map/webgl';
import { covering, drawable, type Place } from '../map/packs';
import { news } from './news.svelte';

class Maps {
  packs = $state.raw<MapPack[]>([]);
  fault = $state.raw<Fault | null>(null);
  isRead = $state(false);
  /** What went wrong with a download, by the map's name. */
  faults = $state.raw<Record<string, Fault>>({});
  /** Where the person last looked, so that the map opens there again. */
  view: { centre: Place; zoom: number } | null = null;

  /** For an effect: reads now, and hears of downloads until it is left. */
  follow(): () => void {
    void this.read();
    return news.on((told) => {
      if (told.news === 'map') this.#hear(told);
    });
  }

  async read() {
    try {
      this.packs = await call('maps');
      this.fault = null;
    } catch (thrown) {
      this.fault = asFault(thrown);
    }
    this.isRead = true;
  }

  #hear({ name, received_bytes, bytes, state, fault }: Extract<News, { news: 'map' }>) {
    const known = this.packs.find((pack) => pack.name === name);
    const { [name]: _, ...others } = this.faults;
    this.faults = fault ? { ...others, [name]: fault } : others;
    // Its file is known only to who asks.
    if (!known || known.state !== state) void this.read();
    this.packs = this.packs.map((pack) => (pack.name === name ? { ...pack, received_bytes, bytes, state } : pack));
  }

  get drawable(): MapPack[] {
    return drawable(this.packs);
  }

  /** Whether a map of this place can be drawn here and now. */
  shows(place: Place | undefined): boolean {
    return place !== undefined && covering(this.packs, place) !== undefined && canDraw();
  }
}

export const maps = new Maps();
