import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** The service that `vite` asks during development. */
const service = 'http://127.0.0.1:8888';

/** What is loaded only by those who need it. */
const RARE = /node_modules\/(@codemirror|@lezer|js-yaml)\/|libs\/document\//;

export default defineConfig(({ command }) => ({
  root: at('.'),
  // Relative, because the service may have a path prefix in front: index.html has a base element, which the service adapts.
  base: command === 'build' ? './' : '/ui/',
  resolve: {
    alias: {
      '@heksher/domain': at('../../libs/domain/src/index.ts'),
      '@heksher/document': at('../../libs/document/src/index.ts'),
    },
  },
  build: {
    outDir: at('../../dist/ui'),
    emptyOutDir: true,
    // A data: URL in a style sheet is a request to nowhere, but fonts and pictures of it are refused by the page's policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    chunkSizeWarningLimit: 800, // kB, before compression
    // One style sheet, and one file for what several screens use: many small files one after the other take longer.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'shared', minShareCount: 2, test: (id: string) => !RARE.test(id) }],
        },
      },
      onLog: (level, log, print) => {
        // Libraries mark their modules for server components, which this is not.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') print(level, log);
      },
    },
  },
  server: { host: '127.0.0.1', proxy: { '/api': service, '/auth': service, '/ui/config.json': service } },
}));
