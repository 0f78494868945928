/** The most texts that are remembered at once, and the longest. */
const MOST = 1000;
const LONGEST = 200;

/**
 * A function of a text that remembers its results, for headers: most requests bring one of a few. It forgets all of them once
 * they are many. Long texts are read each time.
 */
export function remembering<Result>(read: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const result = read(text);
    if (text.length > LONGEST) return result;
    if (known.size >= MOST) known.clear();
    known.set(text, result);
    return result;
  };
}
