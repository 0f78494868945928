import type { IncomingHttpHeaders } from 'node:http';

/** The client of the admin UI. What people look at is not used for that. */
export const UI_CLIENT = 'heksher-ui';

const LONGEST = 100;
const UNKNOWN = 'unknown';

/** The name of the client as it names itself in `Heksher-Client`, such as `shop/1.4.2`; undefined if it does not. */
export function declaredClient(headers: IncomingHttpHeaders): string | undefined {
  const text = headers['heksher-client'];
  return typeof text === 'string' ? cleaned(text) : undefined;
}

/** The product that a `User-Agent` names first, such as `python-httpx/0.27.0`; `unknown` if there is none. */
export function productOf({ 'user-agent': text = '' }: IncomingHttpHeaders): string {
  return cleaned(/^[^\s(]+/.exec(text.trim())?.[0] ?? '') ?? UNKNOWN;
}

/** Up to 100 printable characters. Any others become question marks. Undefined for none. */
export function cleaned(text: string): string | undefined {
  const name = text
    .trim()
    .slice(0, LONGEST)
    .trim()
    .replace(/[^\x20-\x7e]/g, '?');
  return name === '' ? undefined : name;
}
