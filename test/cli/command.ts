import type { Heksher } from '../support/heksher.js';
import { Program, type Ended } from '../support/service-process.js';

const MAIN = 'dist/apps/cli/src/main.js';

/** The built command with its words. */
export const wordsOf = (...words: string[]): string[] => [process.execPath, MAIN, ...words];

/** Starts the built command for a service. */
export function startCommand(heksher: Heksher, words: string[], environment: Record<string, string> = {}): Program {
  return new Program(wordsOf(...words), {
    env: { HEKSHER_URL: heksher.url, PATH: process.env['PATH'], ...environment },
  });
}

/** Runs the built command for a service to its end. */
export function runCommand(heksher: Heksher, words: string[], environment?: Record<string, string>): Promise<Ended> {
  return startCommand(heksher, words, environment).ended;
}

/** Runs the command with `--output json`. Throws unless it ends well, and writes nothing but JSON to its output. */
export async function runForJson<Value>(heksher: Heksher, ...words: string[]): Promise<Value> {
  const { code, stdout, stderr } = await runCommand(heksher, [...words, '--output', 'json']);
  if (code !== 0) throw new Error(`heksher ${words.join(' ')} ends with ${code}: ${stderr}`);
  return JSON.parse(stdout) as Value;
}
