import type { ReactElement } from 'react';

const UNITS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

/** A time from the API: how long ago, and on hover or focus exactly, in the person's zone. */
export function Time({ at }: { at: string }): ReactElement {
  return (
    <time dateTime={at} tabIndex={0} data-tip={exactTime(at)}>
      {ago(new Date(at))}
      <span className="hidden">, {exactTime(at)}</span>
    </time>
  );
}

/** How long ago, in the largest unit that fits: `2 hours ago`. */
export function ago(time: Date, now: Date = new Date()): string {
  const seconds = (time.getTime() - now.getTime()) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(Math.round(seconds), 'second');
}

/** The time as it reads in the person's zone. */
export function exactTime(at: string): string {
  return exact.format(new Date(at));
}
