// SPDX-License-Identifier: EUPL-1.2
// A ticket as a mark on the map: what its picture says by shape, sign and icon, so that colour says nothing alone.
import { icons, type IconName } from '@design';
import type { Feature, FeatureCollection, Point } from 'geojson';
import type { MapTicket, TicketLine } from '../bridge';
import type { KindSign } from '../stores/kinds';
import type { Place } from './packs';

/** What a mark is by its outline: a circle is new, a square in hand, a diamond on hold, a hexagon has ended. */
export const STAGES = ['new', 'in_hand', 'on_hold', 'ended'] as const;
export type Stage = (typeof STAGES)[number];

const STAGE_OF: Record<string, Stage> = {
  in_charge: 'in_hand',
  assigned: 'in_hand',
  accepted: 'in_hand',
  in_progress: 'in_hand',
  on_hold: 'on_hold',
  needs_info: 'on_hold',
  resolved: 'ended',
  closed: 'ended',
  cancelled: 'ended',
};

/** A status of a newer version looks new: it is to be looked at. */
export function stageOf(status: string): Stage {
  return STAGE_OF[status] ?? 'new';
}

export interface Mark {
  id: string;
  code: string;
  lat: number;
  lon: number;
  title: string;
  category: string;
  status: string;
  danger: boolean;
  mine: boolean;
}

export function markOf(ticket: MapTicket): Mark {
  const { id, code, lat, lon, title, category, status, danger, is_mine } = ticket;
  return { id, code, lat, lon, title, category, status, danger, mine: is_mine };
}

/** Lines of a list as marks; those without a place are in the list alone. */
export function marksOfLines(lines: readonly TicketLine[], mine: ReadonlySet<string> = new Set()): Mark[] {
  return lines.flatMap(({ id, code, lat, lon, title, category, status, danger }) =>
    lat === null || lon === null ? [] : [{ id, code, lat, lon, title, category, status, danger, mine: mine.has(id) }],
  );
}

/** What a mark's picture shows, as the name of that picture. */
export interface Face extends KindSign {
  look: string;
  stage: Stage;
  danger: boolean;
  mine: boolean;
  chosen: boolean;
}

export function faceName({ look, icon, letters, stage, danger, mine, chosen }: Face): string {
  return ['mark', look, icon, letters, stage, Number(danger), Number(mine), Number(chosen)].join('/');
}

export function faceOf(name: string): Face | null {
  const [kind, look = '', icon = '', letters = '', stage, danger, mine, chosen] = name.split('/');
  if (kind !== 'mark' || !Object.hasOwn(icons, icon) || !STAGES.includes(stage as Stage)) return null;
  return { look, icon: icon as IconName, letters, stage: stage as Stage, danger: danger === '1', mine: mine === '1', chosen: chosen === '1' };
}

export type MarkFeature = Feature<Point, { id: string; face: string; danger: number; mine: number; rank: number }>;

/** Danger lies on top of all else, what has ended at the bottom. */
function rankOf(mark: Mark, chosen: boolean): number {
  return (chosen ? 8 : 0) + (mark.danger ? 4 : 0) + (mark.mine ? 2 : 0) + (stageOf(mark.status) === 'ended' ? 0 : 1);
}

const UNKNOWN: KindSign = { icon: 'flag', letters: '' };

export function featuresOf(marks: readonly Mark[], signs: ReadonlyMap<string, KindSign>, look: string, chosen?: string): FeatureCollection<Point> {
  const features: MarkFeature[] = marks.map((mark) => {
    const isChosen = mark.id === chosen;
    const sign = signs.get(mark.category) ?? UNKNOWN;
    const face = faceName({ ...sign, look, stage: stageOf(mark.status), danger: mark.danger, mine: mark.mine, chosen: isChosen });
    return {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [mark.lon, mark.lat] },
      properties: { id: mark.id, face, danger: Number(mark.danger), mine: Number(mark.mine), rank: rankOf(mark, isChosen) },
    };
  });
  return { type: 'FeatureCollection', features };
}

/** Those nearest to a place first. */
export function nearestFirst(marks: readonly Mark[], to: Place): Mark[] {
  const shrink = Math.cos((to.lat * Math.PI) / 180);
  const far = ({ lat, lon }: Place) => (lat - to.lat) ** 2 + ((lon - to.lon) * shrink) ** 2;
  return [...marks].sort((one, other) => far(one) - far(other));
}
