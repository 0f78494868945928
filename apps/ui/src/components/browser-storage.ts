// What the person chooses is kept in the browser, where any program may write, and which may be full or forbidden.

const PREFIX = 'heksher.';

/** The text that is kept under a key; null if there is none. */
export function readKept(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/** The JSON that is kept under a key; undefined if there is none. */
export function readKeptJson(key: string): unknown {
  try {
    return JSON.parse(readKept(key) ?? '') as unknown;
  } catch {
    return undefined;
  }
}

/** Keeps a text. Returns false if the browser does not allow it. */
export function keep(key: string, text: string): boolean {
  try {
    localStorage.setItem(PREFIX + key, text);
    return true;
  } catch {
    return false;
  }
}
