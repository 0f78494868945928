import { useQueryClient } from '@tanstack/react-query';
import { DatabaseZap } from 'lucide-react';
import { useEffect, type ReactElement } from 'react';
import { useStaleSince } from '../api/age.js';
import { Time } from '../components/time.js';
import { words } from '../words/en.js';
import styles from './shell.module.css';

const AGAIN_MS = 5000;

/** Says that values are from before the database went away, and reads them again until they are current. */
export function StaleNote(): ReactElement {
  const since = useStaleSince();
  const client = useQueryClient();
  const isStale = since !== undefined;
  useEffect(() => {
    if (!isStale) return undefined;
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: ['evaluation'] }), AGAIN_MS);
    return () => clearInterval(timer);
  }, [client, isStale]);
  return (
    <p role="status" className={isStale ? styles.away : 'hidden'}>
      {isStale && (
        <>
          <DatabaseZap size={16} aria-hidden /> {words.shell.stale} <Time at={new Date(since).toISOString()} />
        </>
      )}
    </p>
  );
}
