import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Bundles the editors alone, for test/ui. */
export default defineConfig({
  root: at('.'),
  base: './',
  resolve: {
    alias: {
      '@heksher/domain': at('../../../libs/domain/src/index.ts'),
      '@heksher/document': at('../../../libs/document/src/index.ts'),
    },
  },
  build: {
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    minify: false,
    rolldownOptions: { onLog: (level, log, print) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && print(level, log) },
  },
});
