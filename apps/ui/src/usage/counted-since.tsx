import type { ReactElement } from 'react';
import { Time } from '../components/time.js';
import { words } from '../words/en.js';

/** Says since when uses are counted, and that nothing is known of before. */
export function CountedSince({ at }: { at: string | undefined }): ReactElement {
  if (at === undefined) return <>{words.usage.nothingCounted}</>;
  return (
    <>
      {words.usage.countedSince} <Time at={at} />. {words.usage.before}
    </>
  );
}
