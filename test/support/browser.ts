/** A browser as far as signing in needs one: it keeps cookies for each origin, and follows redirects if it is told to. */
export class Browser {
  private static count = 0;

  /** Behind a proxy each browser has an address of its own. */
  private readonly address = `192.0.2.${(Browser.count += 1)}`;
  private readonly jars = new Map<string, Map<string, string>>();

  /** Asks for a URL without following a redirect. */
  async ask(url: string | URL, options: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url);
    const own = { Cookie: this.cookieHeader(origin), 'X-Forwarded-For': this.address };
    const headers = { ...own, ...(options.headers as Record<string, string>) };
    const answer = await fetch(url, { ...options, headers, redirect: 'manual' });
    const jar = this.jarOf(origin);
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const equals = pair.indexOf('=');
      const isOver = /max-age=0(;|$)|expires=thu, 01 jan 1970/i.test(cookie);
      if (isOver) jar.delete(pair.slice(0, equals));
      else jar.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    return answer;
  }

  /** Follows the redirects of an answer while they do not lead to a URL that begins so. Returns that URL. */
  async follow(answer: Response, target: string): Promise<URL> {
    let at = answer;
    for (let steps = 0; steps < 10; steps++) {
      const location = at.headers.get('location');
      if (location === null) throw new Error(`${at.status} of ${at.url}: ${await at.text()}`);
      const next = new URL(location, at.url);
      if (next.href.startsWith(target)) return next;
      at = await this.ask(next);
    }
    throw new Error(`too many redirects, the last one to ${at.url}`);
  }

  /** The cookies for an origin, as a header. */
  cookieHeader(origin: string): string {
    return [...this.jarOf(origin)].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The cookies for an origin, by their names. */
  jarOf(origin: string): Map<string, string> {
    const jar = this.jars.get(origin) ?? new Map<string, string>();
    this.jars.set(origin, jar);
    return jar;
  }
}
