/** The client of the admin UI. What people look at is not used for that. */
export const UI_CLIENT = 'heksher-ui';

const LONGEST = 100;
const UNKNOWN = 'unknown';

/** The product that a `User-Agent` names first, such as `python-httpx/0.27.0`; `unknown` if there is none. */
export function productOf(userAgent: string): string {
  return cleaned(/^[^\s(]+/.exec(userAgent.trim())?.[0] ?? '') ?? UNKNOWN;
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
