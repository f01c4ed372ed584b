// SPDX-License-Identifier: EUPL-1.2
// Words about an address the phone found, and when it may fill it in by itself.
import type { AddressSource, NearAddress } from '../bridge';
import { t } from '../i18n/index.svelte';
import { distance } from '../i18n/when';

/** As "dallo stradario, a 12 m"; where the pin lies on it, without the distance. */
export function sourceWords(source: AddressSource, distance_m: number | null): string {
  const from = t(`source.${source}`);
  return distance_m === null || distance_m < 1 ? from : t('place.found_at', { from, metres: distance(distance_m) });
}

/**
 * What is to be written when an address was found for a place: nothing over what somebody typed, and nothing that stands there
 * already. An address that was filled in goes when none is found any more, as it would be of another place.
 */
export function filledIn(
  found: NearAddress | null,
  written: string,
  source: AddressSource | undefined,
): { address: string; address_source: AddressSource | undefined } | null {
  const isOurs = !written.trim() || source !== undefined;
  if (!isOurs) return null;
  const [address, from] = [found?.address ?? '', found?.source];
  return address === written && from === source ? null : { address, address_source: from };
}
