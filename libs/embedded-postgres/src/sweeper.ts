import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/**
 * Removes the paths that it reads, one a line, once its input ends: when nobody is left who holds the other end. That
 * is this process and the guarded ones, so it works after a SIGKILL too, and as this process's own account, which may
 * be root where PostgreSQL is not. A path's parent goes as well if that leaves it empty.
 */
const script = `
trap '' TERM INT HUP
while IFS= read -r path; do set -- "$@" "$path"; done
for path; do rm -rf -- "$path"; rmdir -- "$(dirname -- "$path")" 2>/dev/null; done
`;

export type Sweeper = {
  /** To be handed on to the processes whose end is to be awaited; undefined while there is nothing to remove. */
  readonly line: Writable | undefined;
  removeLater(path: string): void;
  /** Lets go of the line; resolves when everything has been removed. */
  sweep(): Promise<void>;
};

export function createSweeper(): Sweeper {
  let shell: ChildProcess | undefined;

  return {
    get line() {
      return shell?.stdin ?? undefined;
    },
    removeLater(path) {
      if (path.includes('\n')) throw new Error(`${JSON.stringify(path)} spans lines`);
      shell ??= startShell();
      shell.stdin?.write(`${path}\n`);
    },
    async sweep() {
      if (shell === undefined) return;
      const { exitCode, stdin } = shell;
      if (exitCode !== null) return;
      const exit = once(shell, 'exit');
      shell.ref();
      stdin?.end();
      await exit;
    },
  };
}

function startShell(): ChildProcess {
  const shell = spawn('/bin/sh', ['-c', script], { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  shell.unref();
  return shell;
}
