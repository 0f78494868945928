import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** Ends a program once its own input ends, as it does when this process ends in whatever way. */
const GUARD = '"$@" < /dev/null & read -r _; kill $!; wait';

/** Starts a program that a test ends by ending its input, and that never outlives this process. */
export function spawnGuarded(command: readonly string[]): ChildProcessByStdio<Writable, null, Readable> {
  return spawn('/bin/sh', ['-c', GUARD, 'sh', ...command], { detached: true, stdio: ['pipe', 'ignore', 'pipe'] });
}
