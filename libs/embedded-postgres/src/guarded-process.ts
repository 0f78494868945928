import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import type { Account } from './account.js';

/**
 * Runs a command, and interrupts it once the shell's own input ends, which happens when this process ends in any way,
 * SIGKILL included. Ignores the signals that a terminal or a service manager sends to all processes: the service still
 * needs the command while it shuts down.
 */
const script = `
trap : TERM INT HUP
exec 9<&0
printf '%s' "$COMMAND_INPUT" | (unset COMMAND_INPUT; exec "$@" 9<&-) &
command=$!
(trap '' TERM INT HUP; read -r _ <&9; kill -INT $command) 2>/dev/null &
guard=$!
while :; do
  wait $command
  status=$?
  kill -0 $command 2>/dev/null || break
done
kill -KILL $guard 2>/dev/null
wait $guard 2>/dev/null
exit $status
`;

const shownLength = 4_000;

export type GuardedProcess = {
  /** Resolves to the exit status; undefined if there is none. */
  readonly ended: Promise<number | undefined>;
  /** The end of its standard error. */
  log(): string;
  /** Interrupts the command; `ended` resolves afterwards. */
  interrupt(): void;
  /** Lets this process end while the command runs. */
  unref(): void;
};

export type Command = {
  file: string;
  args: string[];
  cwd: string;
  account: Account | undefined;
  input?: string;
  /** A pipe that the command keeps open while it runs. */
  line: Writable | undefined;
};

export function startGuarded({ file, args, cwd, account, input, line }: Command): GuardedProcess {
  const child = spawn('/bin/sh', ['-c', script, 'sh', file, ...args], {
    ...account,
    cwd,
    // Without this process's environment, from which PostgreSQL would read a dozen variables.
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', COMMAND_INPUT: input ?? '' },
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe', line ?? 'ignore'],
  });
  const { stdin, stderr } = child;

  let log = '';
  stderr?.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-shownLength)));
  const ended = new Promise<number | undefined>((resolve) => {
    child.once('close', (status) => resolve(status ?? undefined));
    child.once('error', ({ message }) => {
      log += message;
      resolve(undefined);
    });
  });

  return {
    ended,
    log: () => log.trim(),
    interrupt() {
      child.ref();
      stdin?.end();
    },
    unref() {
      child.unref();
      for (const stream of [stdin, stderr]) if (stream instanceof Socket) stream.unref();
    },
  };
}
