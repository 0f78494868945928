import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A package from npm in a directory of its own: nothing else here needs it. */
export interface Installed {
  directory: string;
  remove(): void;
}

/** Installs a package. Throws if it cannot be had. */
export function install(name: string, version: string): Installed {
  const directory = mkdtempSync(join(tmpdir(), 'heksher-bench-peer-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    writeFileSync(join(directory, 'package.json'), '{}');
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${version}`], {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return { directory, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
