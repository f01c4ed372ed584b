// SPDX-License-Identifier: EUPL-1.2
// What lies upon the ground: tickets alone and in clusters, and where the phone is with how surely it knows.
import type { Feature, FeatureCollection } from 'geojson';
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { moved } from '../place/plane';
import { FONT_STRONG } from './ground';
import type { Place } from './packs';

export const TICKETS = 'tickets';
export const FIX = 'fix';
export const DANGER_IMAGE = 'danger';
/** Nearer than this, every ticket stands alone. */
export const CLUSTERED_UP_TO = 16;

/** The colours of the theme in use that these layers need. */
export interface Inks {
  /** Which theme it is: pictures are drawn anew for each. */
  look: string;
  primary: string;
  onPrimary: string;
  surface: string;
  danger: string;
}

const isCluster: ExpressionSpecification = ['has', 'point_count'];

/** More tickets, a larger circle. */
export const CLUSTER_RADIUS: ExpressionSpecification = ['step', ['get', 'point_count'], 20, 10, 24, 100, 30, 1_000, 36];

export function sourcesOf(data: FeatureCollection, fix: FeatureCollection): Record<string, SourceSpecification> {
  return {
    [TICKETS]: {
      type: 'geojson',
      data,
      cluster: true,
      clusterRadius: 52,
      clusterMaxZoom: CLUSTERED_UP_TO,
      clusterProperties: { danger: ['max', ['get', 'danger']] },
    },
    [FIX]: { type: 'geojson', data: fix },
  };
}

export function layersOf(inks: Inks): LayerSpecification[] {
  return [
    { id: 'fix-area', type: 'fill', source: FIX, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': inks.primary, 'fill-opacity': 0.16 } },
    { id: 'fix-edge', type: 'line', source: FIX, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'line-color': inks.primary, 'line-width': 2 } },
    {
      id: 'fix-dot', type: 'circle', source: FIX, filter: ['==', ['geometry-type'], 'Point'],
      paint: { 'circle-radius': 7, 'circle-color': inks.primary, 'circle-stroke-width': 3, 'circle-stroke-color': inks.surface },
    },
    {
      id: 'clusters', type: 'circle', source: TICKETS, filter: isCluster,
      paint: {
        'circle-radius': CLUSTER_RADIUS,
        'circle-color': inks.primary,
        'circle-stroke-color': ['case', ['==', ['get', 'danger'], 1], inks.danger, inks.surface],
        'circle-stroke-width': ['case', ['==', ['get', 'danger'], 1], 4, 3],
      },
    },
    {
      id: 'cluster-counts', type: 'symbol', source: TICKETS, filter: isCluster,
      layout: {
        'text-field': ['get', 'point_count_abbreviated'],
        'text-font': FONT_STRONG,
        'text-size': 17,
        'text-allow-overlap': true,
        'icon-image': ['case', ['==', ['get', 'danger'], 1], ['concat', DANGER_IMAGE, '/', inks.look], ''],
        'icon-allow-overlap': true,
        'icon-offset': ['step', ['get', 'point_count'], ['literal', [15, -15]], 10, ['literal', [18, -18]], 100, ['literal', [22, -22]]],
      },
      paint: { 'text-color': inks.onPrimary },
    },
    {
      id: 'marks', type: 'symbol', source: TICKETS, filter: ['!', isCluster],
      layout: { 'icon-image': ['get', 'face'], 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'symbol-sort-key': ['get', 'rank'] },
    },
  ];
}

const CORNERS = 48;

/** The place with the circle in which it surely is. */
export function fixFeatures(fix: (Place & { accuracy_m?: number | undefined }) | null): FeatureCollection {
  if (!fix) return { type: 'FeatureCollection', features: [] };
  const point: Feature = { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [fix.lon, fix.lat] } };
  const radius = fix.accuracy_m;
  if (!radius) return { type: 'FeatureCollection', features: [point] };
  const corner = (at: number) => {
    const angle = (at / CORNERS) * Math.PI * 2;
    const there = moved(fix, Math.cos(angle) * radius, Math.sin(angle) * radius);
    return [there.lon, there.lat];
  };
  const ring = Array.from({ length: CORNERS + 1 }, (_, at) => corner(at % CORNERS));
  return { type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } }, point] };
}
