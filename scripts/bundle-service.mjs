// Bundles the compiled service and its packages into one file, in the place of dist/apps/heksher/src/main.js. Reading
// about 3,000 files took half of the processor time of a start.
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'dist/apps/heksher/src/main.js');
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Only some services load these, from where they are installed. */
const APART = ['@sentry/node-core', ...Object.keys(devDependencies)];

/** These load packages in a way that a bundler does not see: each would be loaded twice. */
const OWN_REQUIRE = /node_modules\/@nestjs\/(typeorm|mapped-types)\//;

const bundle = await rolldown({
  cwd: root,
  input: main,
  platform: 'node',
  external: isLoadedAtRunTime,
  treeshake: false, // decorators act while a module is loaded
  plugins: [
    { name: 'source-maps', load: withSourceMap },
    { name: 'own-require', transform: { filter: { id: OWN_REQUIRE }, handler: withoutOwnRequire } },
  ],
  onLog: (level, { message }) => {
    if (level === 'warn') throw new Error(message);
  },
});
await bundle.write({ file: main, format: 'esm', codeSplitting: false, sourcemap: true, sourcemapExcludeSources: true });
await bundle.close();

/** Packages that stand apart, and those that a package would use if they were installed. */
function isLoadedAtRunTime(id, importer = main) {
  if (id.startsWith('.') || id.startsWith('\0') || isAbsolute(id) || isBuiltin(id)) return false;
  if (APART.some((name) => id === name || id.startsWith(`${name}/`))) return true;
  return !isInstalled(id, importer);
}

function isInstalled(id, importer) {
  try {
    createRequire(importer).resolve(id);
    return true;
  } catch ({ code }) {
    return code === 'ERR_PACKAGE_PATH_NOT_EXPORTED'; // it is only for "import"
  }
}

/** So that the map of the bundle leads to the sources, and not to what was compiled from them. */
async function withSourceMap(file) {
  const map = `${file}.map`;
  if (!file.startsWith(join(root, 'dist')) || !existsSync(map)) return undefined;
  return { code: await readFile(file, 'utf8'), map: await readFile(map, 'utf8') };
}

function withoutOwnRequire(code) {
  return { code: code.replace('const require = createRequire(import.meta.url);', ''), map: null }; // no line has moved
}
