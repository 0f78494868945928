import { createHash, randomBytes } from 'node:crypto';
import { EncryptJWT, jwtDecrypt, type JWTPayload } from 'jose';

const ALGORITHMS = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };

/** Encrypts values that this service, or another instance with the same secret, gets back later. */
export class Seals {
  private readonly keys: readonly Uint8Array[];

  /** The first secret seals, all open. Without any, a random one does, which other instances do not have. */
  constructor(secrets: readonly string[] = [randomBytes(32).toString('hex')]) {
    this.keys = secrets.map((secret) => createHash('sha256').update(secret).digest());
  }

  /** Seals members for a purpose; no other purpose opens them. `until` is in seconds since 1970. */
  seal(members: JWTPayload, { purpose, until }: { purpose: string; until: number }): Promise<string> {
    const [key = new Uint8Array()] = this.keys;
    return new EncryptJWT(members)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setAudience(purpose)
      .setExpirationTime(until)
      .encrypt(key);
  }

  /** The members that a text seals; undefined if it is not from here, is for another purpose, or has expired. */
  async open(text: string, purpose: string): Promise<JWTPayload | undefined> {
    for (const key of this.keys) {
      try {
        const options = { ...ALGORITHMS, audience: purpose, requiredClaims: ['exp'] };
        return (await jwtDecrypt(text, key, options)).payload;
      } catch {
        // Another key may open it.
      }
    }
    return undefined;
  }
}

/** The time now, in seconds since 1970. */
export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
