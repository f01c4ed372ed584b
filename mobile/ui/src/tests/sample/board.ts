// SPDX-License-Identifier: EUPL-1.2
// A canvas that draws nothing and writes down what is drawn: jsdom has none.

type Stroke = unknown[];

class Drawn {
  strokes: Stroke[] = [];
  constructor(from?: string) {
    if (from) this.strokes.push(['d', from]);
  }
}

/** Writes every call and every property that is set, paths as what they are made of. */
function writing<Kind extends object>(to: Kind & { strokes: Stroke[] }): Kind {
  const plain = (value: unknown) => (value instanceof Drawn ? [...value.strokes] : value);
  return new Proxy(to, {
    get: (target, name) => {
      if (name in target) return Reflect.get(target, name);
      return (...values: unknown[]) => void target.strokes.push([name, ...values.map(plain)]);
    },
    set: (target, name, value) => (target.strokes.push([name, value]), true),
  });
}

function boardOf(canvas: HTMLCanvasElement) {
  const strokes: Stroke[] = [];
  const getImageData = () => ({ width: canvas.width, height: canvas.height, strokes: JSON.stringify(strokes) });
  return writing({ canvas, strokes, getImageData });
}

/** Pictures drawn from now on say under `strokes` how they were. */
export function writeDown() {
  HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement) {
    return boardOf(this);
  } as never;
  globalThis.Path2D = class extends Drawn {
    constructor(from?: string) {
      super(from);
      return writing(this);
    }
  } as never;
}

export const strokesOf = (picture: ImageData | null): string => (picture as unknown as { strokes: string }).strokes;
