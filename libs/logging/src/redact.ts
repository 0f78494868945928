import { MASK, redactCredentials } from './secrets.js';

const PORT = /\d{1,5}(?=[\s"'<>`)\],;]|$)/y;
const WEB_PORT = /\d{1,5}[/?#]/y;
const WEB_SCHEME = /(?:https?|wss?)$/i;
const USER = /(?!\[[\da-f:.]*\])[^\s:/]*:/iy; // an IPv6 address is not a user

/**
 * Masks the password of each `scheme://user:password@host` and of each `password=…`, tokens, hidden secrets and the values
 * of headers with credentials. If the end of a secret is unclear, because it may contain an unescaped `@`, `/`, quote or
 * space, it masks too much rather than too little. It takes linear time for any text.
 */
export function redact(text: string): string {
  return redactCredentials(text.includes('://') && text.includes('@') ? maskUrls(text) : text);
}

function maskUrls(text: string): string {
  const passwordAfter = passwordFinder(text);
  let masked = '';
  let done = 0;
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', Math.max(at + 3, done))) {
    const password = passwordAfter(at);
    if (!password) continue;
    masked += text.slice(done, password.start) + MASK;
    done = password.end;
  }
  return masked + text.slice(done);
}

/** If called from left to right, each of the three searches walks the text only once. */
function passwordFinder(text: string): (scheme: number) => { start: number; end: number } | undefined {
  const nextAt = searchAhead(text, /@/g);
  const nextGap = searchAhead(text, /[\s"'<>`]/g);
  const nextLine = searchAhead(text, /\n/g);

  return (scheme) => {
    const userEnd = endOf(USER, text, scheme + 3);
    if (userEnd === undefined || isPort(text, scheme, userEnd)) return undefined;
    const gap = nextGap(userEnd);
    let end = nextAt(userEnd);
    if (end >= nextLine(userEnd)) return undefined;
    for (let next = end; next < gap; next = nextAt(next + 1)) end = next;
    return { start: userEnd, end };
  };
}

/** `http://localhost:8080/?mail=a@b` has no password. In other schemes, `1234/x@host` may have one. */
function isPort(text: string, scheme: number, start: number): boolean {
  if (endOf(PORT, text, start) !== undefined) return true;
  return endOf(WEB_PORT, text, start) !== undefined && WEB_SCHEME.test(text.slice(Math.max(0, scheme - 5), scheme));
}

function endOf(sticky: RegExp, text: string, from: number): number | undefined {
  sticky.lastIndex = from;
  return sticky.test(text) ? sticky.lastIndex : undefined;
}

function searchAhead(text: string, pattern: RegExp): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found >= from) return found;
    pattern.lastIndex = from;
    found = pattern.exec(text)?.index ?? text.length;
    return found;
  };
}
