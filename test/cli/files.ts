import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';

/** A folder for the files of a test, which is removed after the last test. */
export interface Files {
  /** The path of a file. */
  path(name: string): string;
  /** Writes a file, and returns its path. Anything but text is written as JSON. */
  write(name: string, content: unknown): Promise<string>;
  read(name: string): Promise<string>;
}

export function useFiles(): Files {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'heksher-cli-'));
  });
  afterAll(() => rm(directory, { recursive: true }));
  const path = (name: string) => join(directory, name);
  return {
    path,
    write: async (name, content) => {
      await writeFile(path(name), typeof content === 'string' ? content : JSON.stringify(content));
      return path(name);
    },
    read: (name) => readFile(path(name), 'utf8'),
  };
}
