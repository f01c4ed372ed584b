// SPDX-License-Identifier: EUPL-1.2
// The drawing of the ground: layers for tiles of Protomaps' basemap, both as they were named until its version 3 (`pmap:kind`) and since.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from './palette';

/** Fonts by the names of fonts.css: MapLibre draws letters from these by itself when a style names no glyph server. */
export const FONT = ['Titillium Web'];
export const FONT_STRONG = ['Titillium Web Semibold'];

const either = (name: string): ExpressionSpecification => ['coalesce', ['get', name], ['get', `pmap:${name}`]];
const KIND = either('kind');
const LEVEL: ExpressionSpecification = ['coalesce', ['get', 'level'], ['get', 'pmap:level'], 0];
const NAME: ExpressionSpecification = ['get', 'name'];
/** What kind of way it is, where the tiles say more than its class. */
const WAY: ExpressionSpecification = ['coalesce', ['get', 'kind_detail'], ['get', 'pmap:kind_detail'], ['get', 'highway'], ''];
const is = (...kinds: string[]): ExpressionSpecification => ['in', KIND, ['literal', kinds]];
const isPolygon: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon'];
const isLine: ExpressionSpecification = ['==', ['geometry-type'], 'LineString'];

const MAIN = ['highway', 'major_road', 'medium_road'];
/** Streets of an old town where nobody drives are streets all the same. */
const isWalked: ExpressionSpecification = ['in', WAY, ['literal', ['pedestrian', 'living_street']]];
const isMinor: ExpressionSpecification = ['any', is('minor_road'), ['all', is('other', 'path'), isWalked]];
const isPath: ExpressionSpecification = ['all', is('other', 'path'), ['!', isWalked]];

/** Widths in pixels at zooms 10, 14 and 19, doubled with each zoom in between. */
function wide(at10: ExpressionSpecification | number, at14: ExpressionSpecification | number, at19: ExpressionSpecification | number): ExpressionSpecification {
  return ['interpolate', ['exponential', 1.5], ['zoom'], 10, at10, 14, at14, 19, at19];
}

function byKind(highway: number, major: number, medium: number, minor: number): ExpressionSpecification {
  return ['match', KIND, 'highway', highway, 'major_road', major, 'medium_road', medium, minor];
}

const FILL_WIDTH = wide(byKind(2, 1.4, 1, 0.4), byKind(6, 5, 4.5, 2.6), byKind(34, 30, 27, 22));
const EDGE_WIDTH = wide(byKind(3, 2.2, 1.4, 0.5), byKind(8, 7, 6.5, 4.2), byKind(38, 34, 31, 26));

function areas(source: string, palette: Palette): LayerSpecification[] {
  const kinds: ExpressionSpecification = [
    'match', KIND,
    ['park', 'cemetery', 'golf_course', 'playground', 'village_green', 'garden', 'grass', 'grassland', 'allotments', 'recreation_ground', 'nature_reserve', 'protected_area', 'national_park', 'scrub', 'farmland', 'meadow'], palette.green,
    ['wood', 'forest'], palette.wood,
    ['school', 'university', 'college', 'hospital', 'industrial', 'railway', 'military'], palette.public,
    ['pedestrian', 'pier', 'beach', 'sand'], palette.paved,
    'rgba(0, 0, 0, 0)',
  ];
  const area = (layer: string): LayerSpecification => ({
    id: `${source}-${layer}`, type: 'fill', source, 'source-layer': layer, filter: isPolygon,
    paint: { 'fill-color': kinds, 'fill-antialias': false },
  });
  return [
    { id: `${source}-earth`, type: 'fill', source, 'source-layer': 'earth', filter: isPolygon, paint: { 'fill-color': palette.ground } },
    area('landuse'),
    area('natural'),
    { id: `${source}-water`, type: 'fill', source, 'source-layer': 'water', filter: isPolygon, paint: { 'fill-color': palette.water, 'fill-outline-color': palette.waterEdge } },
    ...['water', 'physical_line'].map((layer): LayerSpecification => ({
      id: `${source}-${layer}-line`, type: 'line', source, 'source-layer': layer, filter: isLine,
      paint: { 'line-color': palette.water, 'line-width': wide(0.5, 1.5, 8) },
    })),
    {
      id: `${source}-buildings`, type: 'fill', source, 'source-layer': 'buildings', minzoom: 13, filter: isPolygon,
      paint: { 'fill-color': palette.building, 'fill-outline-color': palette.buildingEdge, 'fill-opacity': ['interpolate', ['linear'], ['zoom'], 13, 0.4, 15, 1] },
    },
  ];
}

function roads(source: string, palette: Palette): LayerSpecification[] {
  const road = { type: 'line', source, 'source-layer': 'roads' } as const;
  const layout = { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': LEVEL } as const;
  const tunnel: ExpressionSpecification = ['case', ['<', LEVEL, 0], 0.45, 1];
  return [
    ...['roads', 'transit'].map((layer): LayerSpecification => ({
      ...road, id: `${source}-${layer}-rail`, 'source-layer': layer, filter: is('rail'), minzoom: 11,
      paint: { 'line-color': palette.rail, 'line-width': wide(0.5, 1.2, 4), 'line-dasharray': [4, 1.5] },
    })),
    { ...road, id: `${source}-path`, filter: isPath, minzoom: 15, paint: { 'line-color': palette.path, 'line-width': wide(0.2, 0.5, 2.6), 'line-dasharray': [2.5, 1.5], 'line-opacity': tunnel } },
    { ...road, id: `${source}-minor-edge`, filter: isMinor, layout, minzoom: 12, paint: { 'line-color': palette.roadEdge, 'line-width': EDGE_WIDTH, 'line-opacity': tunnel } },
    { ...road, id: `${source}-main-edge`, filter: is(...MAIN), layout, paint: { 'line-color': palette.mainEdge, 'line-width': EDGE_WIDTH, 'line-opacity': tunnel } },
    { ...road, id: `${source}-minor`, filter: isMinor, layout, paint: { 'line-color': palette.road, 'line-width': FILL_WIDTH } },
    { ...road, id: `${source}-main`, filter: is(...MAIN), layout, paint: { 'line-color': palette.main, 'line-width': FILL_WIDTH, 'line-opacity': tunnel } },
    {
      ...road, id: `${source}-border`, 'source-layer': 'boundaries', filter: isLine,
      paint: { 'line-color': palette.border, 'line-width': 1.5, 'line-dasharray': [3, 2] },
    },
  ];
}

export function groundOf(source: string, palette: Palette): LayerSpecification[] {
  return [...areas(source, palette), ...roads(source, palette)];
}

export function namesOf(source: string, palette: Palette): LayerSpecification[] {
  const size = (...stops: number[]): ExpressionSpecification => ['interpolate', ['linear'], ['zoom'], ...stops.map((stop, at) => (at % 2 ? stop * palette.scale : stop))] as ExpressionSpecification;
  const written = (colour: string) => ({ 'text-color': colour, 'text-halo-color': palette.halo, 'text-halo-width': 1.8 });
  const street = { type: 'symbol', source, 'source-layer': 'roads' } as const;
  const along = { 'symbol-placement': 'line', 'text-field': NAME, 'text-max-angle': 30 } as const;
  return [
    {
      id: `${source}-water-name`, type: 'symbol', source, 'source-layer': 'physical_line', minzoom: 12,
      layout: { ...along, 'text-font': FONT, 'text-size': size(12, 12, 18, 16), 'text-letter-spacing': 0.15 }, paint: written(palette.waterName),
    },
    { ...street, id: `${source}-path-name`, filter: isPath, minzoom: 16.5, layout: { ...along, 'text-font': FONT, 'text-size': size(16, 11, 19, 14) }, paint: written(palette.softName) },
    { ...street, id: `${source}-minor-name`, filter: isMinor, minzoom: 14.5, layout: { ...along, 'text-font': FONT_STRONG, 'text-size': size(14, 12, 19, 17) }, paint: written(palette.name) },
    { ...street, id: `${source}-main-name`, filter: is(...MAIN), minzoom: 12.5, layout: { ...along, 'text-font': FONT_STRONG, 'text-size': size(12, 12, 19, 18) }, paint: written(palette.name) },
    {
      id: `${source}-poi`, type: 'symbol', source, 'source-layer': 'pois', minzoom: 16,
      // What people say when they describe a place: not every shop.
      filter: ['any', ['in', ['coalesce', ['get', 'amenity'], KIND], ['literal', ['school', 'hospital', 'townhall', 'place_of_worship', 'police', 'fire_station', 'library', 'theatre', 'university', 'marketplace']]], ['in', ['get', 'tourism'], ['literal', ['museum', 'attraction']]]],
      layout: { 'text-field': NAME, 'text-font': FONT, 'text-size': size(16, 11, 19, 14), 'text-max-width': 8, 'text-padding': 6 }, paint: written(palette.softName),
    },
    {
      id: `${source}-place`, type: 'symbol', source, 'source-layer': 'places', filter: ['!', is('country', 'region')], maxzoom: 16,
      layout: { 'text-field': NAME, 'text-font': FONT_STRONG, 'text-size': size(8, 12, 12, 16, 15, 18), 'text-max-width': 8, 'text-padding': 8 }, paint: written(palette.name),
    },
  ];
}
