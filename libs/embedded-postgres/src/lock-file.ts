import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, isAlive, nameOf } from './process.js';

/** The contents of `postmaster.pid`, PostgreSQL's lock on the data. */
export type Lock = { pid: number; port: number; isReady: boolean };

const lockFile = (data: string): string => join(data, 'postmaster.pid');

export async function readLock(data: string): Promise<Lock | undefined> {
  const text = await readFile(lockFile(data), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
}

/**
 * The process id of the server that uses the data. PostgreSQL itself ignores a lock whose process is gone. This function
 * removes a lock whose process is a zombie, or whose process id belongs to another program by now.
 */
export async function findHolder(data: string): Promise<number | undefined> {
  const lock = await readLock(data);
  if (lock === undefined || !exists(lock.pid)) return undefined;
  if ((await isAlive(lock.pid)) && (await mayBePostgres(lock.pid))) return lock.pid;
  await rm(lockFile(data), { force: true });
  return undefined;
}

async function mayBePostgres(pid: number): Promise<boolean> {
  return ['postgres', undefined].includes(await nameOf(pid));
}
