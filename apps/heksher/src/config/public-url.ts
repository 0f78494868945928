import { parsePathPrefix } from './path-prefix.js';

/** The address that clients use. */
export interface PublicUrl {
  /** Without a slash at its end. */
  href: string;
  /** Its path, such as `/heksher`; may be empty. */
  prefix: string;
}

/** Reads a URL such as `https://host/heksher`. Throws an error without the text, which may hold a password. */
export function parsePublicUrl(text: string): PublicUrl {
  if (!/^https?:\/\/[^\s\\]+$/i.test(text) || !URL.canParse(text)) {
    throw new Error('it must be an http or https URL, such as https://host.example/heksher');
  }
  const { origin, pathname, username, password } = new URL(text);
  if (username !== '' || password !== '') throw new Error('it must have no user name and no password');
  if (/[?#]/.test(text)) throw new Error('it must have no query and no fragment');
  const prefix = parsePathPrefix(pathname);
  if (prefix === undefined) throw new Error('its path must be a plain one, such as /heksher');
  return { href: `${origin}${prefix}`, prefix };
}
