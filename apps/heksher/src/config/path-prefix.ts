const LONGEST = 255;
const SEGMENTS = /^(?:\/(?:[\w.~!$&()*+=:@-]|%[\dA-F]{2})+)*\/?$/i;
const UNSAFE = /["'\\<>\x00-\x1f\x7f]|\/\/|\/\.{1,2}(?:\/|$)/;

/**
 * Reads a path prefix and drops a slash at its end: `/heksher/` is `/heksher`, and `/` is empty. Undefined if the text is no
 * prefix, or not a safe part of an address: one with `//`, `..`, quotes or control characters, even if they are encoded.
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
