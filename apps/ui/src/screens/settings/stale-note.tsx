import type { ReactElement } from 'react';
import type { StaleList } from '../../api/usage.js';
import { CountedSince } from '../../usage/counted-since.js';
import { words } from '../../words/en.js';

const DAY_MS = 86_400_000;

interface StaleNoteProps {
  /** Null if the service counts no uses. */
  stale: StaleList | null;
  days: number;
  /** When the page looked. */
  now: number;
}

/** Says what a list of stale settings is based on: before counting began, nothing is known. */
export function StaleNote({ stale, days, now }: StaleNoteProps): ReactElement {
  if (!stale) return <p className="quiet">{words.usage.notCounted}</p>;
  const { countedSince } = stale;
  const isTooShort = countedSince !== undefined && Date.parse(countedSince) > now - days * DAY_MS;
  return (
    <p className="quiet">
      <CountedSince at={countedSince} /> {isTooShort && words.usage.countedTooShort(days)}
    </p>
  );
}
