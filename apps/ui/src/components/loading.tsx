import { useEffect, useState, type ReactElement } from 'react';
import { words } from '../words/en.js';

const SHORTLY_MS = 300;
const LONG_MS = 8000;

/** Says that something is being read. It appears after a moment, and says so if that takes long: see `FailureNote` for the end. */
export function Loading(): ReactElement {
  const [stage, setStage] = useState<'shortly' | 'shown' | 'long'>('shortly');
  useEffect(() => {
    const timers = [setTimeout(setStage, SHORTLY_MS, 'shown'), setTimeout(setStage, LONG_MS, 'long')];
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <p role="status" className="quiet">
      {stage === 'shown' && words.common.loading}
      {stage === 'long' && words.common.stillLoading}
    </p>
  );
}
