// SPDX-License-Identifier: EUPL-1.2
// Whether this web view can draw a map at all.

let known: boolean | undefined;

/** WebGL 2 is all that is needed; old web views and phones on a list of their own have none. */
export function canDraw(): boolean {
  if (known === undefined) {
    const context = document.createElement('canvas').getContext('webgl2');
    known = context !== null;
    // The browser gives out only a few; this one is not needed any more.
    context?.getExtension('WEBGL_lose_context')?.loseContext();
  }
  return known;
}
