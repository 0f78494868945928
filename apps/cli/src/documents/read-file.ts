import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { EXIT } from '../exit-codes.js';
import { Failure } from '../failure.js';

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'you may not read it',
};

/** Reads a file, or the standard input if its name is `-`. */
export async function readText(name: string): Promise<string> {
  try {
    return name === '-' ? await text(process.stdin) : await readFile(name, 'utf8');
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** Reads a file; undefined if there is none. */
export async function readWholeFile(name: string): Promise<string | undefined> {
  try {
    return await readFile(name, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(name, error);
  }
}

function unreadable(name: string, error: unknown): Failure {
  const { code = String(error) } = error as NodeJS.ErrnoException;
  return new Failure(EXIT.file, `${name} cannot be read: ${REASONS[code] ?? code}`);
}
