// npm run build: compiles to dist/ and puts the files beside it that the service serves.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { installMissing } from './install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
/** Says from which sources dist/ was built. Written last: only a whole build has it. */
const stamp = join(dist, '.built-from');

/** `ifStale`: only if the sources aren't those that dist/ was built from. */
export function build({ ifStale }) {
  const sources = fingerprint(); // taken before the build: changes during the build count as not built
  if (ifStale && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;

  console.log('Building: nest build');
  rmSync(stamp, { force: true });
  const compiler = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
  // It emits even if the types are wrong, so the status decides.
  const { status } = spawnSync(process.execPath, [compiler, 'build'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed.');
  copyAssets();
  writeDocument();
  bundleService();
  bundleUi();
  packClient();
  writeFileSync(stamp, sources);
}

function copyAssets() {
  const assets = join(dist, 'apps/heksher/assets');
  const redoc = join(root, 'node_modules/redoc');
  mkdirSync(assets, { recursive: true });
  cpSync(join(redoc, 'bundles/redoc.standalone.js'), join(assets, 'redoc.standalone.js'));
  cpSync(join(redoc, 'bundles/redoc.standalone.js.LICENSE.txt'), join(assets, 'redoc.standalone.js.LICENSE.txt'));
  cpSync(join(redoc, 'LICENSE'), join(assets, 'redoc.LICENSE'));
}

/** Describes the API that was built. */
function writeDocument() {
  const program = join(dist, 'apps/heksher/src/write-openapi.js');
  const file = join(dist, 'apps/heksher/assets/openapi.json');
  const { status } = spawnSync(process.execPath, [program, file], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The OpenAPI document could not be made.');
}

function bundleService() {
  console.log('Building: the bundle of the service');
  const { status } = spawnSync(process.execPath, ['scripts/bundle-service.mjs'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The service could not be bundled.');
}

/** Bundles the admin UI into dist/ui. */
function bundleUi() {
  console.log('Building: vite build');
  const bundler = join(root, 'node_modules/vite/bin/vite.js');
  const words = ['build', '--config', 'apps/ui/vite.config.ts', '--logLevel', 'warn'];
  const { status } = spawnSync(process.execPath, [bundler, ...words], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The admin UI could not be bundled.');
  compressAssets();
}

/** Makes the package of the client in dist/client. */
function packClient() {
  console.log('Building: @heksher/client');
  const { status } = spawnSync(process.execPath, ['scripts/client-package.mjs'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The client could not be packaged.');
}

/** Puts a .br and a .gz beside each asset of the admin UI that becomes smaller, so that the service compresses nothing. */
function compressAssets() {
  const assets = join(dist, 'ui/assets');
  for (const name of readdirSync(assets)) {
    const content = readFileSync(join(assets, name));
    const forms = { br: brotliCompressSync(content), gz: gzipSync(content, { level: 9 }) };
    for (const [ending, compressed] of Object.entries(forms)) {
      if (compressed.length < content.length) writeFileSync(join(assets, `${name}.${ending}`), compressed);
    }
  }
}

/** Of the contents, not the times: a checkout or a copy touches every file. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of [...list('apps'), ...list('libs'), ...list('migrations'), ...listTop()].sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function list(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length));
}

function listTop() {
  return readdirSync(root).filter((name) => /^(package(-lock)?|nest-cli|tsconfig.*)\.json$/.test(name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    installMissing();
    build({ ifStale: false });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
