import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { until } from '../support/until.js';
import { ownEnvironment } from './packed.js';

const REPOSITORY = process.cwd();
const STARTED_WITHIN_MS = 60_000;

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

/**
 * Copies an example into a folder below a project that has the client installed, and gives it its other dependencies from
 * this repository. Throws if the example asks for other versions of them.
 */
export async function installExample(name: string, project: string): Promise<string> {
  const folder = join(project, name);
  await cp(join('examples', name), folder, { recursive: true, filter: (path) => !/node_modules|dist$/.test(path) });
  const root = await readManifest(REPOSITORY);
  const own = await readManifest(folder);
  const versions = { ...root.dependencies, ...root.devDependencies };
  for (const [dependency, version] of Object.entries({ ...own.dependencies, ...own.devDependencies })) {
    if (dependency === '@heksher/client') continue;
    if (versions[dependency] !== version)
      throw new Error(`${name} has ${dependency} ${version}, the repository has not`);
    const link = join(folder, 'node_modules', dependency);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(REPOSITORY, 'node_modules', dependency), link);
  }
  return folder;
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Runs `npm start` and what that starts. */
export class ExampleProgram {
  output = '';
  private readonly child: ChildProcess;

  constructor(folder: string, environment: Record<string, string>, ...words: string[]) {
    const own = ownEnvironment();
    const PATH = `${join(REPOSITORY, 'node_modules/.bin')}:${own.PATH}`;
    const command = ['start', '--silent', '--', ...words];
    // Detached, so that all its processes can be stopped together.
    this.child = spawn('npm', command, { cwd: folder, env: { ...own, PATH, ...environment }, detached: true });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk) => (this.output += String(chunk)));
    }
  }

  /** The address that the program prints once it listens. */
  async listening(): Promise<string> {
    const address = /http:\/\/127\.0\.0\.1:\d+/;
    await until(
      () => address.test(this.output),
      () => `an address in ${this.output}`,
      STARTED_WITHIN_MS,
    );
    return address.exec(this.output)?.[0] ?? '';
  }

  /** Returns once all its processes have ended. */
  async stop(): Promise<void> {
    if (this.child.pid === undefined || this.child.exitCode !== null) return;
    const closed = once(this.child, 'close');
    process.kill(-this.child.pid, 'SIGTERM');
    await closed;
  }
}
