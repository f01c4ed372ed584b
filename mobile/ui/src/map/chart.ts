// SPDX-License-Identifier: EUPL-1.2
// The map itself: MapLibre over the maps of this phone, told what to show and telling what was tapped. Loaded only where one is shown.
import { Map as MapLibre, setWorkerUrl, type GeoJSONSource, type MapMouseEvent, type StyleSpecification } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { MapPack } from '../bridge';
import { categories } from '../stores/categories.svelte';
import { drawDanger, drawFace } from './draw';
import { groundOf, namesOf } from './ground';
import { faceOf, featuresOf, type Mark } from './marks';
import { DANGER_IMAGE, FIX, fixFeatures, layersOf, sourcesOf, TICKETS, type Inks } from './overlay';
import { around, widened, type Frame, type Place } from './packs';
import { PALETTES, type Look } from './palette';
import { tilesOf } from './tiles';

setWorkerUrl(workerUrl);

const CLOSEST = 19.5;
/** Half of what a finger covers. */
const FINGER = 22;
/** Sharper than this only costs memory. */
const SHARPEST = 2;

export interface Listener {
  /** The part that is shown became another, and rests. */
  moved?(frame: Frame, centre: Place): void;
  /** It moves: what lies over it in HTML follows. */
  moving?(): void;
  /** Tickets under the finger; none where there are none. */
  tapped?(ids: string[], place: Place): void;
  /** Everything was drawn for the first time. */
  drawn?(): void;
  failed?(reason: string): void;
}

export interface Setup {
  holder: HTMLElement;
  packs: MapPack[];
  look: Look;
  centre: Place;
  zoom: number;
  /** What a screen reader calls it. */
  label: string;
  /** A picture only: nothing moves it. */
  still: boolean;
  listener: Listener;
}

export class Chart {
  readonly #map: MapLibre;
  readonly #listener: Listener;
  #packs: MapPack[];
  #look: Look;
  #marks: readonly Mark[] = [];
  #chosen: string | undefined;
  #fix: (Place & { accuracy_m?: number | undefined }) | null = null;

  constructor({ holder, packs, look, centre, zoom, label, still, listener }: Setup) {
    this.#listener = listener;
    this.#packs = packs;
    this.#look = look;
    const isCalm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const limits = around(packs.map((pack) => pack.bounds));
    this.#map = new MapLibre({
      container: holder,
      style: this.#style(),
      center: [centre.lon, centre.lat],
      zoom,
      maxZoom: CLOSEST,
      maxPitch: 0,
      ...(limits ? { maxBounds: widened(limits, 0.25) } : {}),
      interactive: !still,
      attributionControl: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      fadeDuration: isCalm ? 0 : 150,
      pixelRatio: Math.min(window.devicePixelRatio, SHARPEST),
      localIdeographFontFamily: false,
      locale: { 'Map.Title': label },
    });
    this.#hear();
  }

  #hear() {
    const [map, listener] = [this.#map, this.#listener];
    let isDrawn = false;
    map.on('style.load', () => {
      this.#source(TICKETS)?.setData(this.#tickets());
      this.#source(FIX)?.setData(fixFeatures(this.#fix));
    });
    map.setMissingStyleImageResolver(async (name) => this.#draw(name));
    map.on('move', () => listener.moving?.());
    map.on('moveend', () => listener.moved?.(this.frame, this.centre));
    map.on('click', (event) => void this.#tapped(event));
    map.on('error', ({ error }) => {
      if (!isDrawn) listener.failed?.(error.message);
    });
    map.once('idle', () => {
      isDrawn = true;
      listener.drawn?.();
      listener.moved?.(this.frame, this.centre);
    });
  }

  get frame(): Frame {
    const bounds = this.#map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }

  get centre(): Place {
    const { lat, lng } = this.#map.getCenter();
    return { lat, lon: lng };
  }

  get zoom(): number {
    return this.#map.getZoom();
  }

  /** Degrees by which north is turned from the top. */
  get bearing(): number {
    return this.#map.getBearing();
  }

  wear(look: Look) {
    if (look === this.#look) return;
    this.#look = look;
    this.#map.setStyle(this.#style());
  }

  use(packs: MapPack[]) {
    const [before, after] = [this.#packs, packs].map((list) => list.map(({ file }) => file).join());
    this.#packs = packs;
    if (before !== after) this.#map.setStyle(this.#style());
  }

  show(marks: readonly Mark[], chosen: string | undefined) {
    this.#marks = marks;
    this.#chosen = chosen;
    this.#source(TICKETS)?.setData(this.#tickets());
  }

  locate(fix: (Place & { accuracy_m?: number | undefined }) | null) {
    this.#fix = fix;
    this.#source(FIX)?.setData(fixFeatures(fix));
  }

  /** Whether a place is well inside what is seen. */
  sees(place: Place): boolean {
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const { x, y } = this.pointOf(place);
    const edge = 32;
    return x > edge && y > edge && x < clientWidth - edge && y < clientHeight - edge;
  }

  goTo({ lat, lon }: Place, zoom = this.zoom) {
    this.#map.easeTo({ center: [lon, lat], zoom, duration: 400 });
  }

  fit([west, south, east, north]: Frame) {
    this.#map.fitBounds([west, south, east, north], { padding: 48, maxZoom: 17, duration: 0 });
  }

  zoomBy(steps: number) {
    this.#map.zoomTo(this.zoom + steps, { duration: 200 });
  }

  faceNorth() {
    this.#map.resetNorth({ duration: 200 });
  }

  /** Where a place is, in pixels from the upper left corner. */
  pointOf({ lat, lon }: Place): { x: number; y: number } {
    return this.#map.project([lon, lat]);
  }

  placeAt(x: number, y: number): Place {
    const { lat, lng } = this.#map.unproject([x, y]);
    return { lat, lon: lng };
  }

  end() {
    this.#map.remove();
  }

  #source(name: string): GeoJSONSource | undefined {
    return this.#map.getSource<GeoJSONSource>(name);
  }

  #tickets() {
    const signs = categories.signs(this.#marks.map(({ category }) => category));
    return featuresOf(this.#marks, signs, this.#look, this.#chosen);
  }

  #style(): StyleSpecification {
    const palette = PALETTES[this.#look];
    const named = this.#packs.map((pack, at) => ({ source: `city-${at}`, pack }));
    const grounds = Object.fromEntries(
      named.map(({ source, pack }) => [source, { type: 'vector' as const, url: tilesOf(pack.file ?? '') }]),
    );
    return {
      version: 8,
      sources: { ...grounds, ...sourcesOf(this.#tickets(), fixFeatures(this.#fix)) },
      layers: [
        { id: 'background', type: 'background', paint: { 'background-color': palette.ground } },
        ...named.flatMap(({ source }) => groundOf(source, palette)),
        ...named.flatMap(({ source }) => namesOf(source, palette)),
        ...layersOf(inks(this.#look)),
      ],
    };
  }

  /** Pictures of marks are drawn when the first of their kind is to be shown. */
  #draw(name: string) {
    const face = faceOf(name);
    const ratio = Math.min(Math.max(window.devicePixelRatio, 1), SHARPEST);
    const drawn = face ? drawFace(face, ratio) : name.startsWith(DANGER_IMAGE) ? drawDanger(ratio) : null;
    if (drawn && !this.#map.hasImage(name)) this.#map.addImage(name, drawn, { pixelRatio: ratio });
  }

  async #tapped({ point, lngLat }: MapMouseEvent) {
    const box: [[number, number], [number, number]] = [
      [point.x - FINGER, point.y - FINGER],
      [point.x + FINGER, point.y + FINGER],
    ];
    const place = { lat: lngLat.lat, lon: lngLat.lng };
    const found = this.#map.queryRenderedFeatures(box, { layers: ['marks', 'clusters'] });
    const cluster = found.find(({ properties }) => properties.cluster);
    if (cluster && cluster.geometry.type === 'Point') {
      const [lon = 0, lat = 0] = cluster.geometry.coordinates;
      const zoom = await this.#source(TICKETS)?.getClusterExpansionZoom(Number(cluster.properties.cluster_id));
      return this.goTo({ lat, lon }, (zoom ?? this.zoom + 2) + 0.2);
    }
    this.#listener.tapped?.([...new Set(found.map(({ properties }) => String(properties.id)))], place);
  }
}

function inks(look: Look): Inks {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim() || '#000000';
  return { look, primary: colour('--primary'), onPrimary: colour('--on-primary'), surface: colour('--surface'), danger: colour('--danger') };
}
