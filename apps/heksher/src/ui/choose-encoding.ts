/** The encodings that files are served in, the smallest result first. */
export const ENCODINGS = ['br', 'gzip', 'identity'] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** Lower than any quality that a client can give: nobody who lists an encoding wants none of them. */
const UNLISTED = 0.0001;

/**
 * The best of the available encodings for an `Accept-Encoding` header: the one with the highest quality, and of equal ones
 * the first. It is `identity` if the client takes none of them. Browsers give all the same quality, and name gzip first.
 */
export function chooseEncoding(header: string | undefined, available: Iterable<Encoding>): Encoding {
  const qualities = new Map((header ?? '').toLowerCase().split(',').map(readItem));
  const qualityOf = (encoding: Encoding) =>
    qualities.get(encoding) ?? (encoding === 'identity' ? UNLISTED : qualities.get('*')) ?? 0;
  let best: Encoding = 'identity';
  let highest = 0;
  for (const encoding of available) {
    if (qualityOf(encoding) <= highest) continue;
    best = encoding;
    highest = qualityOf(encoding);
  }
  return best;
}

/** `gzip;q=0.5` is `['gzip', 0.5]`. */
function readItem(item: string): [name: string, quality: number] {
  const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
  const quality = parameters.map((parameter) => /^q\s*=\s*(\d(?:\.\d*)?)$/.exec(parameter)?.[1]).find(Boolean);
  return [name, quality === undefined ? 1 : Math.min(Number(quality), 1)];
}
