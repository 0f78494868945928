import { CookieJar } from './cookies.js';
import type { Attempt } from './oidc.js';
import { nowInSeconds, type Seals } from './seals.js';

const PURPOSE = 'sign-in';
const SECONDS = 600;

/** An attempt to sign in that has begun, and where to go after it. */
export type BegunAttempt = Attempt & { next: string };

/** The attempt of a browser to sign in, in an encrypted cookie, for ten minutes. */
export class AttemptCookies {
  private readonly jar: CookieJar;

  constructor(
    private readonly seals: Seals,
    isSecure: boolean,
  ) {
    this.jar = new CookieJar('heksher_sign_in', isSecure);
  }

  /** The value of the `Set-Cookie` header that keeps an attempt. */
  async seal(attempt: BegunAttempt): Promise<string> {
    const until = nowInSeconds() + SECONDS;
    return this.jar.set(await this.seals.seal({ ...attempt }, { purpose: PURPOSE, until }), SECONDS);
  }

  /** The attempt of a `Cookie` header; undefined if it has none that counts. */
  async read(header: string | undefined): Promise<BegunAttempt | undefined> {
    const sealed = this.jar.read(header);
    const members = sealed === undefined ? undefined : await this.seals.open(sealed, PURPOSE);
    return members as BegunAttempt | undefined; // only `seal` seals for this purpose
  }

  /** The value of the `Set-Cookie` header that ends the attempt. */
  clear(): string {
    return this.jar.clear();
  }
}
