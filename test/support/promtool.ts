import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '@jest/globals';

/** Where Debian's package `prometheus` puts it. */
const PROGRAM = '/usr/bin/promtool';

export const isPromtoolInstalled = existsSync(PROGRAM);

/** A test that needs promtool. Without promtool it is skipped, with a message. */
export const testWithPromtool = isPromtoolInstalled ? test : test.skip;
if (!isPromtoolInstalled) process.stderr.write(`SKIPPED: ${PROGRAM} is not installed\n`);

/** The output of promtool for its input or a file; `code` is 0 if it finds no fault. */
export function promtool(words: string[], input = ''): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(PROGRAM, words, { input, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

/** Runs a rule test of promtool with this content. */
export async function testRules(content: object): Promise<{ code: number | null; output: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'heksher-promtool-'));
  const file = join(directory, 'test.yml');
  await writeFile(file, JSON.stringify({ evaluation_interval: '1m', ...content })); // JSON is YAML, too
  const outcome = promtool(['test', 'rules', file]);
  await rm(directory, { recursive: true });
  return outcome;
}

/** The expected value of an expression ten minutes after the start of the series. */
export const at10Minutes = (expr: string, exp_samples: object[]) => ({ expr, eval_time: '10m', exp_samples });
