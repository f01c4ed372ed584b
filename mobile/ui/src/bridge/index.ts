// SPDX-License-Identifier: EUPL-1.2
// The one door to the engine: commands go in, answers and news come out. Screens know no other.
import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Commands, Fault, News } from './generated';

export type * from './generated';
export { FIX_FRESH_S } from './generated';

export type CommandName = keyof Commands;
type Request<Name extends CommandName> = Commands[Name]['request'];
type Answer<Name extends CommandName> = Commands[Name]['answer'];

export interface Bridge {
  /** Rejects with a `Fault`. */
  call<Name extends CommandName>(name: Name, request: Request<Name>): Promise<Answer<Name>>;
  hear(tell: (news: News) => void): void;
  /** Where the web view finds a photo, such as `thumb/SHA256`. */
  photo(path: string): string;
  /** So many bytes of an installed map from a place on, by the hash of its file. */
  mapBytes(file: string, from: number, length: number, signal?: AbortSignal): Promise<ArrayBuffer>;
}

const tauri: Bridge = {
  call: (name, request) => invoke(name, { request }),
  hear: (tell) => void listen<News>('news', (event) => tell(event.payload)),
  photo: (path) => convertFileSrc('', 'photo') + path,
  // The range stands in the address: a header would be a question of its own to the protocol, and Android's web view would skip
  // to the place a second time in the part it was given.
  mapBytes: async (file, from, length, signal) => {
    const address = `${convertFileSrc('', 'map')}${file}?bytes=${from}-${from + length - 1}`;
    const answer = await fetch(address, signal ? { signal } : {});
    if (!answer.ok) throw new Error(`map file: ${answer.status}`);
    return answer.arrayBuffer();
  },
};

let bridge: Bridge = tauri;

/** Puts another engine behind the door: for tests of components. */
export function connect(other: Bridge) {
  bridge = other;
}

export function call<Name extends CommandName>(
  name: Name,
  ...request: Request<Name> extends null ? [] : [Request<Name>]
): Promise<Answer<Name>> {
  return bridge.call(name, (request[0] ?? null) as Request<Name>);
}

export function hear(tell: (news: News) => void) {
  bridge.hear(tell);
}

export const photos = {
  full: (ticket: string, sha256: string) => bridge.photo(`full/${ticket}/${sha256}`),
  thumb: (sha256: string) => bridge.photo(`thumb/${sha256}`),
  draft: (id: string) => bridge.photo(`draft/${id}`),
  draftThumb: (id: string) => bridge.photo(`draft-thumb/${id}`),
};

export function mapBytes(file: string, from: number, length: number, signal?: AbortSignal): Promise<ArrayBuffer> {
  return bridge.mapBytes(file, from, length, signal);
}

/** What was thrown, as a fault: the engine's own, or an unexpected one. */
export function asFault(thrown: unknown): Fault {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) return thrown as Fault;
  return { code: 'unexpected', message: String(thrown), cure: null, faults: [], rules: [], wait_ms: null };
}
