// SPDX-License-Identifier: EUPL-1.2
// Builds the phone's screens into dist/, for the oldest web views that Android 7+ and iOS 16 phones still carry.
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  resolve: {
    alias: { '@design': here('../../shared/design') },
    // The design system lies outside this folder and has no packages of its own: its imports are resolved from here.
    dedupe: ['svelte', 'bootstrap-italia'],
  },
  css: {
    preprocessorOptions: {
      scss: { loadPaths: [here('node_modules')], quietDeps: true, silenceDeprecations: ['import'] },
    },
  },
  server: { port: 1420, strictPort: true, fs: { allow: [here('../..')] } },
  // The map's worker imports, as the map does.
  worker: { format: 'es' },
  build: { target: ['es2022', 'chrome107', 'safari16'], assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'], setupFiles: ['src/tests/setup.ts'] },
});
