/** The value of the first cookie with a name in a `Cookie` header; undefined if there is none. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals >= 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

/** Writes the cookies of one name. */
export class CookieJar {
  readonly name: string;

  /** Secure cookies belong to this host and path `/` only, and never travel over plain HTTP. */
  constructor(
    name: string,
    private readonly isSecure: boolean,
  ) {
    this.name = isSecure ? `__Host-${name}` : name;
  }

  /** The value of the cookie in a `Cookie` header; undefined if there is none. */
  read(header: string | undefined): string | undefined {
    return readCookie(header, this.name);
  }

  /** The value of a `Set-Cookie` header that sets the cookie for so many seconds. */
  set(value: string, seconds: number): string {
    const secure = this.isSecure ? '; Secure' : '';
    return `${this.name}=${value}; Max-Age=${seconds}; HttpOnly${secure}; SameSite=Lax; Path=/`;
  }

  /** The value of a `Set-Cookie` header that deletes the cookie. */
  clear(): string {
    return this.set('', 0);
  }
}
