// SPDX-License-Identifier: EUPL-1.2
// Where the keyboard is: moved by arrow keys inside a group, and never lost when what had it goes away.

const PRESSABLE = 'button:not(:disabled), a[href]';

/** For a group of buttons: arrow keys, Home and End go from one to the next. Tab goes on as ever. */
export function arrows(box: HTMLElement): () => void {
  const pressed = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const items = [...box.querySelectorAll<HTMLElement>(PRESSABLE)];
    const at = items.findIndex((item) => item === document.activeElement);
    const next = at < 0 ? undefined : neighbour(event.key, items, at);
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  box.addEventListener('keydown', pressed);
  return () => box.removeEventListener('keydown', pressed);
}

function neighbour(key: string, items: HTMLElement[], at: number): HTMLElement | undefined {
  if (key === 'ArrowRight') return items[at + 1];
  if (key === 'ArrowLeft') return items[at - 1];
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  if (key === 'ArrowDown') return nearest(items, at, 1);
  if (key === 'ArrowUp') return nearest(items, at, -1);
  return undefined;
}

/** The one in the next row whose middle is closest, as an eye would go. */
function nearest(items: HTMLElement[], at: number, down: 1 | -1): HTMLElement | undefined {
  const boxes = items.map((item) => item.getBoundingClientRect());
  const from = boxes[at];
  if (!from) return undefined;
  const below = (box: DOMRect) => (box.top - from.top) * down;
  const aside = (box: DOMRect) => Math.abs(box.left + box.width / 2 - from.left - from.width / 2);
  const cost = (box: DOMRect) => below(box) * 4 + aside(box);
  const candidates = items.filter((_, index) => below(boxes[index] ?? from) > 1);
  const costOf = (item: HTMLElement) => cost(boxes[items.indexOf(item)] ?? from);
  return candidates.sort((one, other) => costOf(one) - costOf(other))[0];
}

const isOff = (element: HTMLElement) => !element.isConnected || element.matches(':disabled');

/**
 * Watches a page: when the element with the focus is taken away, `otherwise` gets it; when it was only switched off for
 * a while, it gets it back. A focus that the person gave up stays given up, or the keyboard of a phone would come back.
 */
export function keepFocus(otherwise: () => HTMLElement | null | undefined): () => void {
  let last: HTMLElement | null = null;
  const came = (event: FocusEvent) => (last = event.target as HTMLElement);
  const left = (event: FocusEvent) => {
    if (!isOff(event.target as HTMLElement)) last = null;
  };
  const look = () => {
    const active = document.activeElement as HTMLElement | null;
    const isHeld = active !== null && active !== document.body && !isOff(active);
    if (isHeld || !last) return;
    if (!last.isConnected) otherwise()?.focus({ preventScroll: true });
    else if (!isOff(last)) last.focus({ preventScroll: true });
  };
  const watcher = new MutationObserver(look);
  watcher.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
  document.addEventListener('focusin', came);
  document.addEventListener('focusout', left);
  return () => {
    watcher.disconnect();
    document.removeEventListener('focusin', came);
    document.removeEventListener('focusout', left);
  };
}
