// SPDX-License-Identifier: EUPL-1.2
/// <reference types="svelte" />
/// <reference types="vite/client" />
