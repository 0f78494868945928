import { createHash } from 'node:crypto';

/**
 * Longer keys are replaced by a digest. V8 hashes a string of more than 16,383 characters by its length alone, so a lookup
 * among many of the same length would compare all of them.
 */
const LONGEST_KEY = 8 * 1024;

/** The key of a request among the cached answers: its URL, and its body if it has one. */
export function answerKey(url: string, body?: Buffer): string {
  if (url.length + (body?.length ?? 0) > LONGEST_KEY) return digest(url, body);
  return body?.length ? `${url}\n${body.toString('latin1')}` : url;
}

/** A digest begins with a line break, which no URL contains. */
function digest(url: string, body: Buffer | undefined): string {
  const hash = createHash('sha256').update(url, 'latin1');
  if (body?.length) hash.update('\n').update(body);
  return `\n${hash.digest('base64url')}`;
}
