const LONGEST = 255;
const SEGMENTS = /^(?:\/(?:[\w.~!$&()*+=:@-]|%[\dA-F]{2})+)*\/?$/i;
const UNSAFE = /["'\\<>\x00-\x1f\x7f]|\/\/|\/\.{1,2}(?:\/|$)/;

/**
 * The path prefix that a text is, without a slash at its end: `/heksher` of `/heksher/`, and an empty text of `/`.
 * Undefined if it is none, or one that must not become part of an address: with `//`, `..`, quotes or control
 * characters, encoded ones included.
 */
export function parsePathPrefix(text: string): string | undefined {
  if (text.length > LONGEST || !text.startsWith('/') || !SEGMENTS.test(text)) return undefined;
  const decoded = decode(text);
  return decoded === undefined || UNSAFE.test(decoded) ? undefined : text.replace(/\/$/, '');
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
