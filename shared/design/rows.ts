// SPDX-License-Identifier: EUPL-1.2
// How high the rows of a long list are: measured where one was seen, believed elsewhere. Sums of these place the list.

/** After so many rows their mean is believed of all others, and stays: a belief that changes would make the list jump. */
const ENOUGH = 4;

export class Rows {
  #heights: (number | undefined)[] = [];
  #each: number;
  #isGuess = true;

  constructor(guess: number) {
    this.#each = guess;
  }

  /** Keeps what a row is high, and answers how much that differs from what was believed. */
  measure(at: number, height: number): number {
    const before = this.#heights[at] ?? this.#each;
    this.#heights[at] = height;
    if (this.#isGuess) this.#learn();
    return height - before;
  }

  #learn() {
    const known = this.#heights.filter((height) => height !== undefined);
    if (known.length < ENOUGH) return;
    this.#each = known.reduce((sum, height) => sum + height, 0) / known.length;
    this.#isGuess = false;
  }

  /** Pixels of the rows from one up to another. */
  span(from: number, to: number): number {
    let sum = 0;
    for (let at = from; at < to; at += 1) sum += this.#heights[at] ?? this.#each;
    return sum;
  }

  /** The rows that lie between two heights, as first and the one after the last. */
  between(count: number, top: number, bottom: number): [number, number] {
    let [first, edge] = [0, 0];
    while (first < count - 1 && edge + this.#of(first) <= top) edge += this.#of(first++);
    let last = first;
    while (last < count && edge < bottom) edge += this.#of(last++);
    return [first, last];
  }

  #of(at: number): number {
    return this.#heights[at] ?? this.#each;
  }
}
