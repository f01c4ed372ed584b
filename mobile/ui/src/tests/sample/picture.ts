// SPDX-License-Identifier: EUPL-1.2
// Drawn pictures in the place of photos: a road with a hole, the same road mended.

const scene = (ground: string, hole: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 900">
<rect width="1200" height="900" fill="#9fb8c9"/><rect y="330" width="1200" height="570" fill="${ground}"/>
<rect y="330" width="1200" height="36" fill="#c9c2b4"/><rect x="740" y="190" width="230" height="170" rx="18" fill="#7a8b3f"/>
<circle cx="800" cy="362" r="34" fill="#222"/><circle cx="915" cy="362" r="34" fill="#222"/>
<path d="M90 700h180M360 700h180M630 700h180M900 700h180" stroke="#eee" stroke-width="22"/>${hole}</svg>`;

const HOLE = '<ellipse cx="520" cy="560" rx="190" ry="70" fill="#3a3733"/><ellipse cx="520" cy="575" rx="140" ry="44" fill="#24221f"/>';
const MENDED = '<ellipse cx="520" cy="560" rx="200" ry="76" fill="#5f5d59"/>';

/** A blob's address where a data address will not do. */
export function picture(path: string): string {
  const mended = path.startsWith('draft/');
  return `data:image/svg+xml,${encodeURIComponent(scene(mended ? '#777470' : '#6b6863', mended ? MENDED : HOLE))}`;
}
