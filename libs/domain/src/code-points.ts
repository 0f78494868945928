/** Orders texts by code points, as PostgreSQL's "C" collation does; JavaScript's `<` orders by UTF-16 units. */
export function compareCodePoints(left: string, right: string): number {
  const [a, b] = [codePoints(left), codePoints(right)];
  for (const [index, point] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (point !== other) return point - other;
  }
  return a.length - b.length;
}

function codePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) as number); // never undefined: no character is empty
}
