import type { JWTPayload } from 'jose';
import { CookieJar } from './cookies.js';
import { nowInSeconds, type Seals } from './seals.js';

const PURPOSE = 'session';

/** Browsers drop a cookie whose name and value have more bytes. */
const MOST_BYTES = 4096;

/** The session of somebody who signed in at the provider. */
export interface PersonSession {
  kind: 'person';
  name: string;
  email?: string | undefined;
  groups: readonly string[];
  /** The name of the person at the provider, which never changes. */
  subject: string;
}

/** The session of somebody who pasted a token. */
export interface TokenSession {
  kind: 'token';
  /** SHA-256 of the secret, as hexadecimal digits. */
  secretHash: string;
}

export type Session = PersonSession | TokenSession;

/** Sessions in encrypted cookies. There is no store: every instance with the same secret reads them. */
export class SessionCookies {
  private readonly jar: CookieJar;

  constructor(
    private readonly seals: Seals,
    private readonly hours: number,
    isSecure: boolean,
  ) {
    this.jar = new CookieJar('heksher_session', isSecure);
  }

  /** The value of the `Set-Cookie` header that begins a session. The last groups that make it too large are left out. */
  async seal(session: Session): Promise<string> {
    const seconds = this.hours * 3600;
    const until = nowInSeconds() + seconds;
    const sealed = await this.seals.seal({ ...session }, { purpose: PURPOSE, until });
    if (this.fits(sealed) || session.kind !== 'person' || session.groups.length === 0) {
      return this.jar.set(sealed, seconds);
    }
    return this.seal({ ...session, groups: session.groups.slice(0, -1) });
  }

  /** The session of a `Cookie` header; undefined if it has none, `bad` for one that has expired or is not from here. */
  async read(header: string | undefined): Promise<Session | 'bad' | undefined> {
    const sealed = this.jar.read(header);
    if (sealed === undefined) return undefined;
    const members = await this.seals.open(sealed, PURPOSE);
    return (members && toSession(members)) ?? 'bad';
  }

  /** The value of the `Set-Cookie` header that ends the session. */
  clear(): string {
    return this.jar.clear();
  }

  private fits(sealed: string): boolean {
    return this.jar.name.length + sealed.length <= MOST_BYTES;
  }
}

function toSession({ kind, name, email, groups, subject, secretHash }: JWTPayload): Session | undefined {
  if (kind === 'token') return typeof secretHash === 'string' ? { kind, secretHash } : undefined;
  if (kind !== 'person' || typeof name !== 'string' || typeof subject !== 'string') return undefined;
  const names = Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [];
  return { kind, name, subject, groups: names, ...(typeof email === 'string' && { email }) };
}
