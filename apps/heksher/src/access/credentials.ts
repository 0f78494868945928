import type { IncomingHttpHeaders } from 'node:http';

const BEARER = /^bearer +/i;

/** The headers in which clients send a token. heksher-py and its tools name theirs `apitoken` or `api_token`. */
export const TOKEN_HEADERS = ['authorization', 'x-api-key', 'apitoken', 'api_token'] as const;

/** The token of a request; undefined if there is none, `conflicting` if there are two that differ. */
export function tokenIn(headers: IncomingHttpHeaders): { token: string } | 'conflicting' | undefined {
  let found: string | undefined;
  for (const name of TOKEN_HEADERS) {
    const token = readHeader(headers[name]);
    if (token === undefined) continue;
    if (found !== undefined && found !== token) return 'conflicting';
    found = token;
  }
  return found === undefined ? undefined : { token: found };
}

/** An empty header counts as absent. The scheme `Bearer` may be left out. */
function readHeader(header: string | string[] | undefined): string | undefined {
  const text = typeof header === 'string' ? header.trim() : header?.join().trim();
  return text ? text.replace(BEARER, '') : undefined;
}

const SESSION = /(?:^|;\s*)(?:__Host-)?heksher_session=/;

/** Whether a request has the cookie of a session. */
export function hasSession({ cookie }: IncomingHttpHeaders): boolean {
  return cookie !== undefined && SESSION.test(cookie);
}
