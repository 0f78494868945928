import { hash, randomBytes } from 'node:crypto';
import { printToken } from '@heksher/domain';

/** A new secret: the text of the token, which nothing keeps, and what is stored. */
export interface TokenSecret {
  text: string;
  /** 128 random bits, base64url. */
  selector: string;
  /** SHA-256, as 64 hexadecimal digits. */
  secretHash: string;
}

const SELECTOR_BYTES = 16;
const SECRET_BYTES = 32;

/** Makes the secret of a token. */
export function makeTokenSecret(): TokenSecret {
  const selector = randomBytes(SELECTOR_BYTES).toString('base64url');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return {
    text: printToken({ selector, secret }),
    selector,
    secretHash: hashTokenSecret(secret),
  };
}

/** SHA-256, as hexadecimal digits. 256 random bits cannot be guessed, so a slow hash would protect nothing more. */
export function hashTokenSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}
