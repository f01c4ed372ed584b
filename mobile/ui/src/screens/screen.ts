// SPDX-License-Identifier: EUPL-1.2
// A screen as the router shows it, given what follows its name in the address.
import type { Component } from 'svelte';

export type Screen = Component<{ params: string[] }>;

/** A screen that the start does not carry. */
export interface LaterScreen {
  later: () => Promise<{ default: Screen }>;
}

/** A screen that is loaded when somebody first goes there. */
export const later = (load: () => Promise<{ default: Screen | Component<Record<string, never>> }>): LaterScreen => ({
  later: load as () => Promise<{ default: Screen }>,
});

/** A screen that takes nothing from its address ignores what follows it. */
export const plain = (screen: Component<Record<string, never>>): Screen => screen as unknown as Screen;
