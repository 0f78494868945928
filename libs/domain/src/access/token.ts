import type { Role } from './role.js';

/** A token as it is stored. The secret itself is not. */
export interface StoredToken {
  /** A UUID. */
  id: string;
  /** Unique, such as `deploy-pipeline`. */
  name: string;
  role: Role;
  /** The beginnings of the names of settings that it may write and declare; empty for all. */
  prefixes: readonly string[];
  /** 128 random bits, base64url. It tells tokens apart in lists and logs. */
  selector: string;
  /** SHA-256 of the secret, as 64 hexadecimal digits. */
  secretHash: string;
  /** The selector and the secret before the last rotation, and until when they count; null if none does. */
  previous: { selector: string; secretHash: string; until: Date } | null;
  createdBy: string | null;
  createdAt: Date;
  expiresAt: Date | null;
}

/** The text of a token: `hks_`, the selector and the secret. Their bits are random, in base64url. */
const TOKEN = /^hks_([A-Za-z0-9_-]{22})_([A-Za-z0-9_-]{43})$/;

/** The parts of a token; undefined if a text is none. */
export function parseToken(text: string): { selector: string; secret: string } | undefined {
  const [, selector, secret] = TOKEN.exec(text) ?? [];
  return selector === undefined || secret === undefined ? undefined : { selector, secret };
}

/** The text of a token. */
export function printToken({ selector, secret }: { selector: string; secret: string }): string {
  return `hks_${selector}_${secret}`;
}

/** Whether the time of a token is over. */
export function isExpired({ expiresAt }: StoredToken, at: Date): boolean {
  return expiresAt !== null && expiresAt <= at;
}

/** Whether a token counts at a time, by the secret whose hash it has. */
export function isTokenValid(token: StoredToken, { secretHash, at }: { secretHash: string; at: Date }): boolean {
  if (isExpired(token, at)) return false;
  if (token.secretHash === secretHash) return true;
  return token.previous?.secretHash === secretHash && token.previous.until > at;
}
