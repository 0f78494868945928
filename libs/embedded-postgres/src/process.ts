import { readFile } from 'node:fs/promises';

/** As the system sees it: a process that has ended exists until its parent takes notice. */
export function exists(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // somebody else's
  }
}

/** It exists and, where that can be told, hasn't ended. */
export async function isAlive(pid: number): Promise<boolean> {
  return exists(pid) && (await readStatus(pid)).state !== 'Z';
}

/** The name of its program; undefined where it can't be told. */
export async function nameOf(pid: number): Promise<string | undefined> {
  return (await readStatus(pid)).name;
}

/** Linux tells it as `pid (name) state …`; the name may hold any character. */
async function readStatus(pid: number): Promise<{ name?: string; state?: string }> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec(text) ?? [];
  return { name, state };
}
