const FIRST_MS = 100;
const MAX_MS = 10_000;

/**
 * The milliseconds to wait after a number of failures in a row: 100 ms, doubled each time up to 10 s. `chance` (0 to 1)
 * picks between a half and the whole of that, so many clients do not return at once.
 */
export function backOffMs(failures: number, chance: number): number {
  const whole = Math.min(MAX_MS, FIRST_MS * 2 ** failures);
  return (whole / 2) * (1 + chance);
}
