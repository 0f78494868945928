/** A directive and its value, as a token or in quotes, up to the next comma. Lists may have empty members. */
const DIRECTIVE = /[ \t]*(?:([!#$%&'*+.^_`|~\w-]+)(?:=(?:([!#$%&'*+.^_`|~\w-]+)|"((?:[^"\\]|\\.)*)"))?)?[ \t]*(?:,|$)/y;

/** The largest age in seconds, as RFC 9111 has it. Larger ones count as this one. */
const LARGEST = 2 ** 31;

/**
 * The milliseconds that the `max-age` of a request's `Cache-Control` gives, and 0 for `no-cache`. Undefined if the header has
 * neither or cannot be read. Of several ages the smallest counts.
 */
export function readMaxAge(header: string): number | undefined {
  const ages = [...directivesOf(header)].flatMap(([name, value]) => {
    if (name === 'no-cache') return [0];
    return name === 'max-age' && /^\d+$/.test(value) ? [Math.min(Number(value), LARGEST) * 1000] : [];
  });
  return ages.length > 0 ? Math.min(...ages) : undefined;
}

/** The directives of a header, their names in lower case; none if any of it is malformed. */
function directivesOf(header: string): [name: string, value: string][] {
  const found: [string, string][] = [];
  DIRECTIVE.lastIndex = 0;
  while (DIRECTIVE.lastIndex < header.length) {
    const [, name, token, quoted] = DIRECTIVE.exec(header) ?? [];
    if (DIRECTIVE.lastIndex === 0) return [];
    if (name !== undefined) found.push([name.toLowerCase(), token ?? quoted?.replace(/\\(.)/g, '$1') ?? '']);
  }
  return found;
}
