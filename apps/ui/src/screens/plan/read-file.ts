import { words } from '../../words/en.js';

const MOST_BYTES = 64 * 2 ** 20;

/** The text of a file. Throws an Error whose message is for people. */
export async function readFile(file: File): Promise<string> {
  if (file.size > MOST_BYTES) throw new Error(words.plan.tooLarge);
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch (error) {
    throw new Error(words.plan.unreadable(String(error)), { cause: error });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(words.plan.notUtf8, { cause: error });
  }
}
