import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { allOf, copiesOf, type Instruction } from './dockerfile.js';

/** The files of the image below a temporary folder. */
export interface Image {
  root: string;
  /** `/app`. */
  app: string;
  /** The folder with the programs `node`, `alembic` and `heksher`. */
  bin: string;
}

/**
 * Installs what the Dockerfile's `dependencies` stage installs, and copies what its last stage copies. `dist` is the
 * checkout's, which the test command has built.
 */
export async function makeImage(dependencies: readonly Instruction[], last: readonly Instruction[]): Promise<Image> {
  const root = await mkdtemp(join(tmpdir(), 'heksher-image-'));
  await chmod(root, 0o755);
  const [app, bin] = [join(root, 'app'), join(root, 'bin')];
  await mkdir(bin);
  for (const { sources } of copiesOf(dependencies)) for (const file of sources) await cp(file, join(app, file));
  for (const command of allOf(dependencies, 'RUN')) install(command, app);
  await rm(join(app, 'package-lock.json')); // only node_modules comes from that stage
  for (const { from, sources, target } of copiesOf(last)) {
    if (from === 'dependencies') continue;
    for (const source of sources.map((path) => path.replace(/^\/app\//, ''))) {
      await cp(source, join(app, target, target.endsWith('/') ? basename(source) : ''), { recursive: true });
    }
  }
  for (const program of ['alembic', 'heksher']) await symlink(join(app, 'docker', program), join(bin, program));
  await cp(process.execPath, join(bin, 'node'));
  spawnSync('chmod', ['-R', 'a-w,a+rX', root]); // in the image another user owns the files, so the service cannot write them
  return { root, app, bin };
}

export async function removeImage({ root }: Image): Promise<void> {
  spawnSync('chmod', ['-R', 'u+w', root]);
  await rm(root, { recursive: true, force: true });
}

function install(command: string, cwd: string): void {
  // Without the settings of the npm that runs the tests.
  const own = Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)_/.test(name));
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd, env: Object.fromEntries(own) });
  if (status !== 0) throw new Error(`"${command}" ends with ${status}: ${String(stdout)}${String(stderr)}`);
}
