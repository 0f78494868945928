import { isJsonObject } from '@heksher/domain';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import type { Failure } from '../api/http.js';
import type { Change } from '../api/types.js';
import { words } from '../words/en.js';
import styles from './outdated.module.css';
import { Time } from './time.js';

const { outdated, changes } = words;

/** More would hide the buttons, and nobody reads them. */
const MOST_SHOWN = 20;

type LatestNamed = Pick<Change, 'sequence' | 'at' | 'actor' | 'action'>;

interface OutdatedNoteProps {
  /** The refusal. It names the changes that were faster. */
  error: Failure;
  /** The change that was faster, if the refusal names none. */
  latest?: LatestNamed | null | undefined;
  /** What is different now of what the person chose, one line each. */
  differences?: readonly ReactNode[] | undefined;
}

/** Says that somebody else was faster, and what is different now. Nothing is saved, and the person may go on. */
export function OutdatedNote({ error, latest: found, differences }: OutdatedNoteProps): ReactElement {
  const latest = namedBy(error) ?? found;
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
          : {actionText(latest.action)} {changes.by} <bdi>{latest.actor ?? words.common.anyone}</bdi>,{' '}
          <Time at={latest.at} />
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
function namedBy({ problem }: Failure): LatestNamed | undefined {
  const [latest] = Array.isArray(problem['changes']) ? problem['changes'] : [];
  if (!isJsonObject(latest)) return undefined;
  const { sequence, at, actor, action } = latest;
  return {
    sequence: Number(sequence),
    at: String(at),
    actor: actor === null ? null : String(actor),
    action: String(action),
  };
}

function actionText(action: string): string {
  return (changes.actions as Record<string, string | undefined>)[action] ?? action;
}
