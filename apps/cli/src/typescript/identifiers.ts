/** Names that TypeScript takes as the name of a member without quotes. */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The names of members for settings: `backend.cache_size` becomes `backendCacheSize`. Settings that would share one, and
 * those that would get none, keep their own names, in quotes.
 */
export function memberNames(settings: readonly string[]): Map<string, string> {
  const counts = new Map<string, number>();
  for (const name of settings) counts.set(camelCase(name), (counts.get(camelCase(name)) ?? 0) + 1);
  return new Map(
    settings.map((name) => {
      const camel = camelCase(name);
      return [name, IDENTIFIER.test(camel) && counts.get(camel) === 1 ? camel : printMember(name)];
    }),
  );
}

/** A name without its `_` and `.`. A name that has neither stays as it is, so no two members are the same. */
function camelCase(name: string): string {
  const [first = '', ...rest] = name.split(/[_.]/).filter((word) => word !== '');
  return first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** The name of a member of an object, as TypeScript writes it. */
export function printMember(name: string): string {
  if (name === '__proto__') return '["__proto__"]'; // without brackets it is the prototype
  return IDENTIFIER.test(name) ? name : printText(name);
}

/** Characters that an editor may not show, or show in another place. */
const INVISIBLE = /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text as TypeScript writes it. */
export function printText(text: string): string {
  return JSON.stringify(text).replace(INVISIBLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
