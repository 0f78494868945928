import { createHash } from 'node:crypto';

/** The strong entity tag of a bulk answer, which differs from others by its flags alone: each as JSON text. */
export function flagsEtag(flags: readonly string[]): string {
  return `"${createHash('sha256')
    .update(`[${flags.join(',')}]`)
    .digest('base64url')
    .slice(0, 27)}"`;
}
