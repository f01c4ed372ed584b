// SPDX-License-Identifier: EUPL-1.2
// The parts every screen is built of, for the phone and for the office. They hold no texts: words come in from outside.
export { default as AppBar } from './parts/AppBar.svelte';
export { default as Banner } from './parts/Banner.svelte';
export { default as BigCode } from './parts/BigCode.svelte';
export { default as BottomNav } from './parts/BottomNav.svelte';
export { default as Button } from './parts/Button.svelte';
export { default as Card } from './parts/Card.svelte';
export { default as Chip } from './parts/Chip.svelte';
export { default as ChipBar } from './parts/ChipBar.svelte';
export { default as Choices } from './parts/Choices.svelte';
export { default as Empty } from './parts/Empty.svelte';
export { default as Field } from './parts/Field.svelte';
export { default as Icon } from './parts/Icon.svelte';
export { default as ListRow } from './parts/ListRow.svelte';
export { default as PhotoTile } from './parts/PhotoTile.svelte';
export { default as Progress } from './parts/Progress.svelte';
export { default as Ring } from './parts/Ring.svelte';
export { default as Screen } from './parts/Screen.svelte';
export { default as Sheet } from './parts/Sheet.svelte';
export { default as StatusBadge } from './parts/StatusBadge.svelte';
export { default as Steps } from './parts/Steps.svelte';
export { default as Timeline } from './parts/Timeline.svelte';
export { default as Toaster } from './parts/Toaster.svelte';
export { default as Toggle } from './parts/Toggle.svelte';
export { default as VirtualList } from './parts/VirtualList.svelte';
export { icons, type IconName } from './icons';
export { toasts, type Toast } from './toasts.svelte';
export { toneIcons, type Sign, type Tone } from './tones';
