const FIRST_MS = 100;
const MAX_MS = 10_000;

/**
 * How many milliseconds to wait after the given number of failures in a row: 100 ms, doubled each time up to 10 s, of
 * which `chance` (0 to 1) leaves between a half and the whole, so that many clients do not come back at once.
 */
export function backOffMs(failures: number, chance: number): number {
  const whole = Math.min(MAX_MS, FIRST_MS * 2 ** failures);
  return (whole / 2) * (1 + chance);
}
