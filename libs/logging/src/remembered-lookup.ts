import { lookup } from 'node:dns/promises';

const FOUND_MS = 60_000;
const FAILED_MS = 5_000;

/**
 * Answers the IPv4 address of a host, or rejects. It makes one lookup at a time, and remembers the result for a minute (a
 * failure for 5 s): a lookup for each record would use up the process's threads for files and names.
 */
export function rememberedLookup(host: string): () => Promise<string> {
  let answer = Promise.resolve('');
  let validUntil = 0;

  const remember = (milliseconds: number): void => {
    validUntil = performance.now() + milliseconds;
  };

  return () => {
    if (performance.now() < validUntil) return answer;
    validUntil = Infinity;
    answer = lookup(host, { family: 4 }).then(({ address }) => address);
    answer.then(
      () => remember(FOUND_MS),
      () => remember(FAILED_MS),
    );
    return answer;
  };
}
