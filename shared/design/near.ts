// SPDX-License-Identifier: EUPL-1.2
// Whether an element is on the screen or about to be: a picture far from it need not be decoded, nor stay so.

const AROUND = '100% 0px';
const tells = new WeakMap<Element, (isNear: boolean) => void>();
let watcher: IntersectionObserver | undefined;

function watch(): IntersectionObserver {
  watcher ??= new IntersectionObserver(
    (entries) => {
      for (const entry of entries) tells.get(entry.target)?.(entry.isIntersecting);
    },
    { rootMargin: AROUND },
  );
  return watcher;
}

/** For an element: tells when it comes near the screen and when it leaves. */
export function near(tell: (isNear: boolean) => void): (element: Element) => () => void {
  return (element) => {
    tells.set(element, tell);
    watch().observe(element);
    return () => watcher?.unobserve(element);
  };
}
