import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { run } from '../support/service-process.js';

/** The compiler, with options for a strict program. It does not check TypeScript's own declarations, which takes 4 s. */
export const TSC = [
  ...[process.execPath, join(process.cwd(), 'node_modules/typescript/bin/tsc')],
  ...['--strict', '--skipDefaultLibCheck', '--target', 'ES2022'],
];

/** A folder outside of the repository, where the package of `dist/client` is installed as a program has it. */
export interface PackedProject {
  folder: string;
  /** The package as npm would publish it. */
  tarball: string;
}

/** Makes a project before the first test of a file, and removes it after the last. */
export function usePackedProject(): PackedProject {
  const project = {} as PackedProject;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'heksher-packed-'));
    Object.assign(project, { folder, ...(await installInto(folder)) });
  });
  afterAll(() => rm(project.folder, { recursive: true, force: true }));
  return project;
}

/** Its dependency comes from this repository's, so no registry is needed. */
async function installInto(folder: string): Promise<{ tarball: string }> {
  const packages = join(folder, 'packages');
  await mkdir(packages);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const sources = ['./dist/client', './node_modules/lossless-json'];
  await npm(process.cwd(), 'pack', '--ignore-scripts', '--pack-destination', packages, ...sources);
  const tarballs = (await readdir(packages)).map((name) => join(packages, name));
  await npm(folder, 'install', '--offline', '--ignore-scripts', ...tarballs);
  const tarball = tarballs.find((path) => path.includes('heksher-client'));
  if (tarball === undefined) throw new Error(`npm pack has made ${tarballs.join()}`);
  return { tarball };
}

/** Runs npm. Throws with its output if it fails. */
export async function npm(cwd: string, ...words: string[]): Promise<void> {
  await runIn(cwd, ['npm', ...words, '--no-audit', '--no-fund']);
}

/** Runs a command without the settings of the npm and the Jest that run the tests, and returns its output. */
export async function runIn(
  cwd: string,
  command: readonly string[],
  more: Record<string, string> = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(command, { cwd, env: { ...ownEnvironment(), ...more } });
  if (code !== 0) throw new Error(`"${command.join(' ')}" ends with ${code}: ${stderr}${stdout}`);
  return stdout;
}

/** The environment of a program that a user starts, whose output is read by a test: without colours, also where `CI` is set. */
export function ownEnvironment(): Record<string, string> {
  const foreign = /^(npm_(package|lifecycle)_|NODE_|FORCE_COLOR)/;
  const entries = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...(Object.fromEntries(entries) as Record<string, string>), NO_COLOR: '1' };
}
