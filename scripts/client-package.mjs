// Makes the package @heksher/client in dist/client, ready for npm.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

/** What a program can import, and its source. Each also stands in `exports` of libs/client/package.json. */
const ENTRIES = {
  index: 'libs/client/src/index.ts',
  openfeature: 'libs/client/src/openfeature/index.ts',
};

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'dist/client');
const tsconfig = join(root, 'tsconfig.json');
const manifest = join(root, 'libs/client/package.json');
const { name, version, dependencies, peerDependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8'));

/** The packages that a program has beside this one. What else is imported becomes a part of it. */
const others = Object.keys({ ...dependencies, ...peerDependencies });
/** Programs that are compiled for older JavaScript have no types of Symbol.dispose. */
const TYPES = '/// <reference lib="esnext.disposable" />';

const bundle = await rolldown({
  cwd: root,
  input: ENTRIES,
  external: (id) => others.some((other) => id === other || id.startsWith(`${other}/`)),
  platform: 'neutral', // for browsers as well
  tsconfig,
  treeshake: { moduleSideEffects: false },
  plugins: [dts({ cwd: root, tsconfig, compilerOptions: { stripInternal: true } })],
  checks: { pluginTimings: false },
  onLog: (level, { message }) => {
    if (level === 'warn') throw new Error(message);
  },
});
rmSync(target, { recursive: true, force: true });
await bundle.write({
  dir: target,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'shared.js',
  minifyInternalExports: false,
  postBanner: ({ fileName }) => (fileName.endsWith('.d.ts') ? TYPES : `// ${name} ${version}`),
});
await bundle.close();
for (const file of ['LICENSE', 'libs/client/README.md', 'libs/client/package.json']) {
  cpSync(join(root, file), join(target, basename(file)));
}
