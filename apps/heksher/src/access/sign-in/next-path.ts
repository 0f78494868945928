/** Cookies have room for no more. */
const LONGEST = 1000;

/**
 * Where to go after signing in: a path of this service, without a path prefix. Anything else becomes the default, which is such a path: another
 * host, as browsers read `//host` and `/\host`, and the routes that would begin signing in again.
 */
export function readNextPath(text: unknown, byDefault: string): string {
  if (typeof text !== 'string' || text.length > LONGEST) return byDefault;
  // Browsers drop some control characters from URLs.
  const isPath = /^\/(?![/\\])[^\x00-\x1f\x7f]*$/.test(text);
  return isPath && !/^\/auth\//i.test(text) ? text : byDefault;
}
