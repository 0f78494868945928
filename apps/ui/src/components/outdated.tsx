import { isJsonObject } from '@heksher/domain';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import type { Failure } from '../api/http.js';
import { words } from '../words/en.js';
import styles from './outdated.module.css';
import { Time } from './time.js';

const { outdated, changes } = words;

/** More would hide the buttons, and nobody reads them. */
const MOST_SHOWN = 20;

interface OutdatedNoteProps {
  /** The refusal. It names the changes that were faster. */
  error: Failure;
  /** What is different now of what the person chose, one line each. */
  differences?: readonly ReactNode[] | undefined;
}

/** Says that somebody else was faster, and what is different now. Nothing is saved, and the person may go on. */
export function OutdatedNote({ error, differences }: OutdatedNoteProps): ReactElement {
  const latest = latestOf(error);
  const note = useRef<HTMLDivElement>(null);
  // It may be above what is in view.
  useEffect(() => void note.current?.scrollIntoView({ block: 'nearest' }), [error]);
  return (
    <div ref={note} role="alert" className={styles.note}>
      <strong>{outdated.title}</strong>
      {latest && (
        <p>
          <Link to="/changes/$sequence" params={{ sequence: String(latest.sequence) }} target="_blank">
            {changes.change(latest.sequence)}
          </Link>
          : {latest.what} {changes.by} <bdi>{latest.actor}</bdi>, <Time at={latest.at} />
        </p>
      )}
      {differences?.length === 0 && <p>{outdated.noneChosen}</p>}
      {differences !== undefined && differences.length > 0 && (
        <>
          <p>{outdated.differences}</p>
          <ul className={styles.list}>
            {differences.slice(0, MOST_SHOWN).map((line, at) => (
              <li key={at}>{line}</li>
            ))}
          </ul>
          {differences.length > MOST_SHOWN && <p>{words.common.more(differences.length - MOST_SHOWN)}</p>}
        </>
      )}
      <p>{outdated.goOn}</p>
    </div>
  );
}

/** The newest change that a refusal names. */
function latestOf({ problem }: Failure): { sequence: number; at: string; actor: string; what: string } | undefined {
  const [latest] = Array.isArray(problem['changes']) ? problem['changes'] : [];
  if (!isJsonObject(latest)) return undefined;
  const { sequence, at, actor, action } = latest;
  const what = (changes.actions as Record<string, string | undefined>)[String(action)] ?? String(action);
  return {
    sequence: Number(sequence),
    at: String(at),
    actor: actor === null ? words.common.anyone : String(actor),
    what,
  };
}
