// SPDX-License-Identifier: EUPL-1.2
// Lamps, bins and trees in words, and what choosing one says of a ticket.
import type { IconName } from '@design';
import type { NearAsset } from '../bridge';
import { t, told } from '../i18n/index.svelte';
import { distance } from '../i18n/when';
import type { PlaceChange } from './finder.svelte';

const ICONS: Record<string, IconName> = { lamps: 'lamp', bins: 'bin', trees: 'tree', benches: 'bench' };

/** As "Lampione 1234" and "8 m"; a layer without words of its own is said by its name. */
export function assetWords({ code, layer, label, distance_m }: NearAsset, isNear: boolean): { icon: IconName; word: string; detail: string } {
  const kind = told(`asset_kind.${layer}`, layer);
  const detail = [label, isNear && distance_m !== null ? distance(distance_m) : ''].filter(Boolean).join(' · ');
  return { icon: ICONS[layer] ?? 'map-marker', word: t('asset.one', { kind, code }), detail };
}

/** The things that this kind of trouble is about first; each part stays nearest first. */
export function byLayer(found: readonly NearAsset[], layer: string | null): NearAsset[] {
  const isOf = (asset: NearAsset) => asset.layer === layer;
  return [...found.filter(isOf), ...found.filter((asset) => !isOf(asset))];
}

/** Its code, and the pin where it stands. */
export function chooseAsset({ code, lat, lon }: NearAsset): PlaceChange {
  return { asset_ref: code, place: { lat, lon, source: 'asset' } };
}
