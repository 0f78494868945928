import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/**
 * Reads paths, one a line, and removes them once its input ends. This process and the guarded ones keep that input open,
 * so this also works after a SIGKILL. It runs as this process's own account, which may be root although PostgreSQL is not.
 * It also removes the parent of a path if that is then empty.
 */
const script = `
trap '' TERM INT HUP
while IFS= read -r path; do set -- "$@" "$path"; done
for path; do rm -rf -- "$path"; rmdir -- "$(dirname -- "$path")" 2>/dev/null; done
`;

export type Sweeper = {
  /** The input of the sweeper. Pass it to the processes that must end first; undefined while there is nothing to remove. */
  readonly line: Writable | undefined;
  removeLater(path: string): void;
  /** Closes the line; resolves when everything is removed. */
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
