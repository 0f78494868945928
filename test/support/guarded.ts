import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** Ends a program once its input ends, which happens however this process ends. */
const GUARD = '"$@" < /dev/null & read -r _; kill $!; wait';

/** Starts a program that never outlives this process. A test ends it by ending its input. */
export function spawnGuarded(command: readonly string[]): ChildProcessByStdio<Writable, null, Readable> {
  return spawn('/bin/sh', ['-c', GUARD, 'sh', ...command], { detached: true, stdio: ['pipe', 'ignore', 'pipe'] });
}
