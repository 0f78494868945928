import { readFile } from 'node:fs/promises';

/** Whether the system has the process. A process that has ended exists until its parent reaps it. */
export function exists(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // another account's
  }
}

/** Whether a process exists and, as far as that is known, hasn't ended. */
export async function isAlive(pid: number): Promise<boolean> {
  return exists(pid) && (await readStatus(pid)).state !== 'Z';
}

/** The name of its program; undefined if unknown. */
export async function nameOf(pid: number): Promise<string | undefined> {
  return (await readStatus(pid)).name;
}

/** Linux writes `pid (name) state …`; the name may contain any character. */
async function readStatus(pid: number): Promise<{ name?: string; state?: string }> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec(text) ?? [];
  return { name, state };
}
