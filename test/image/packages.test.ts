import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { committedPackages, packageNames, type Lockfile } from './packages.js';

test('a package is installed in production only if the committed list names it', async () => {
  const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lockfile;
  const production = Object.entries(packages).filter(
    ([, { dev, optional, devOptional }]) => !dev && !optional && !devOptional,
  );

  expect(packageNames(Object.fromEntries(production))).toEqual(await committedPackages());
});
