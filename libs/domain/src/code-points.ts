const SURROGATES = 0xd800;
const AFTER_SURROGATES = 0xe000;

/** Orders texts by code points, as PostgreSQL's "C" collation does; JavaScript's `<` orders by UTF-16 units. */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** A UTF-16 unit where its code point stands: a surrogate begins one that is higher than all that need one unit. */
function rank(unit: number): number {
  return unit >= SURROGATES && unit < AFTER_SURROGATES ? unit + 0x10000 : unit;
}
