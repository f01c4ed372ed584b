// SPDX-License-Identifier: EUPL-1.2
// The commands about places as the shell will have them, until generated.ts does.
import type { Fault } from './generated';

export type Whereabouts = { district: string | null; district_name: string | null; outside: boolean };
export type AddressSource = 'street_index' | 'house_numbers' | 'asset';
export type NearAddress = { address: string; source: AddressSource; distance_m: number };
export type FoundPlace = { kind: 'street' | 'number' | 'asset'; label: string; detail: string | null; lat: number; lon: number; distance_m: number | null };
export type NearAsset = { code: string; layer: string; label: string | null; lat: number; lon: number; distance_m: number | null };
export type MapState = 'available' | 'downloading' | 'paused' | 'installed' | 'outdated';
export type MapPack = {
  name: string; area: string; date: string; bytes: number; licence: string; attribution: string;
  bounds: [number, number, number, number]; zoom_least: number; zoom_most: number; state: MapState; received_bytes: number;
  file: string | null; newer_date: string | null;
};
export type MapTicket = {
  id: string; code: string; lat: number; lon: number; category: string; category_group: string; status: string; is_mine: boolean;
  priority: string | null; danger: boolean; title: string;
};
export type MapNews = { news: 'map'; name: string; received_bytes: number; bytes: number; state: MapState; fault: Fault | null };

type Place = { lat: number; lon: number };
declare module './generated' {
  interface Commands {
    locate_place: { request: Place; answer: Whereabouts };
    address_at: { request: Place; answer: NearAddress | null };
    search_places: { request: { text: string; lat?: number; lon?: number }; answer: FoundPlace[] };
    assets_near: { request: Place; answer: NearAsset[] };
    asset_of_code: { request: { code: string }; answer: NearAsset[] };
    maps: { request: null; answer: MapPack[] };
    download_map: { request: { name: string }; answer: null };
    stop_map: { request: { name: string }; answer: null };
    remove_map: { request: { name: string }; answer: null };
    map_tickets: { request: { west: number; south: number; east: number; north: number }; answer: MapTicket[] };
  }
}
