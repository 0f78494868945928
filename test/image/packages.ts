import { readFile } from 'node:fs/promises';

/** What npm writes to package-lock.json, and in the same form to node_modules/.package-lock.json. */
export interface Lockfile {
  packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean }>;
}

/** The names of the packages in a lock file, sorted. A package with two versions counts once. */
export function packageNames(packages: Lockfile['packages']): string[] {
  const names = Object.keys(packages).filter((path) => path !== '');
  return [
    ...new Set(names.map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))),
  ].sort();
}

/** The packages that the image may have. */
export async function committedPackages(): Promise<string[]> {
  const text = await readFile('test/image/production-packages.txt', 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
