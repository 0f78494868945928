import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from '@jest/globals';

/** Where Debian's package `prometheus` puts it. */
const PROGRAM = '/usr/bin/promtool';

export const isPromtoolInstalled = existsSync(PROGRAM);

/** A test that needs promtool. Without it, the test is skipped, and says so. */
export const testWithPromtool = isPromtoolInstalled ? test : test.skip;
if (!isPromtoolInstalled) process.stderr.write(`SKIPPED: ${PROGRAM} is not installed\n`);

/** What promtool says of its input or of a file; `code` is 0 if it finds no fault. */
export function promtool(words: string[], input = ''): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(PROGRAM, words, { input, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}
