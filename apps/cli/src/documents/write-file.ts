import { lstat, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { EXIT } from '../exit-codes.js';
import { Failure } from '../failure.js';

/** Writes a whole file: whoever reads it sees the old content or the new one, even if this command is interrupted. */
export async function writeWholeFile(name: string, content: string): Promise<void> {
  try {
    const target = await realpath(name).catch(() => name);
    const isSpecial = await lstat(target).then(
      (found) => !found.isFile(),
      () => false,
    ); // such as /dev/stdout
    await (isSpecial ? writeFile(target, content) : replace(target, content));
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new Failure(EXIT.file, `${name} cannot be written: ${code}`);
  }
}

async function replace(target: string, content: string): Promise<void> {
  const draft = `${target}.${process.pid}.tmp`;
  try {
    await writeFile(draft, content, { flag: 'wx' });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
