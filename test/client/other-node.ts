import { spawnSync } from 'node:child_process';
import { describe } from '@jest/globals';

/** The closing line of a run counts the skipped tests below such a title. */
const SKIPPED = 'no Node.js: ';

/** Tests with the path of a Node.js of each major version. They are skipped if npm cannot install it. */
export function describeOnNode(versions: readonly number[], tests: (node: string) => void): void {
  for (const version of versions) {
    const node = findNode(version);
    if (node === undefined) describe.skip(`${SKIPPED}on Node.js ${version}`, () => tests(''));
    else describe(`on Node.js ${version}`, () => tests(node));
  }
}

function findNode(version: number): string | undefined {
  const words = ['scripts/other-node.mjs', String(version)];
  const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
