import { createHash } from 'node:crypto';
import { printJson } from '@heksher/domain';
import type { Flag, FlagFailure } from './flag.js';

/** The strong entity tag of a bulk answer, which differs from others by its flags alone. */
export function flagsEtag(flags: readonly (Flag | FlagFailure)[]): string {
  return `"${createHash('sha256').update(printJson(flags)).digest('base64url').slice(0, 27)}"`;
}
