import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Button } from '../../components/button.js';
import { Time } from '../../components/time.js';
import { words } from '../../words/en.js';
import type { FasterChange } from './faster-changes.js';
import styles from './plan.module.css';

const MOST_SHOWN = 10;
const ACTIONS: Readonly<Record<string, string | undefined>> = words.changes.actions;

/** Says that a plan has gone stale, and who was faster. */
export function Stale({
  changes,
  onPlanAgain,
}: {
  changes: readonly FasterChange[];
  onPlanAgain: () => void;
}): ReactElement {
  return (
    <div role="alert" className={styles.faults}>
      <strong>{words.plan.stale}</strong>
      <ul>
        {changes.slice(0, MOST_SHOWN).map(({ sequence, at, actor, action }) => (
          <li key={sequence}>
            <span>
              {ACTIONS[action] ?? action} {words.changes.by} <bdi>{actor ?? words.common.anyone}</bdi>, <Time at={at} />
              :{' '}
              <Link to="/changes/$sequence" params={{ sequence: String(sequence) }}>
                {words.changes.change(sequence)}
              </Link>
            </span>
          </li>
        ))}
      </ul>
      {changes.length > MOST_SHOWN && <p>{words.common.more(changes.length - MOST_SHOWN)}</p>}
      <p>{words.plan.staleHint}</p>
      <Button onPress={onPlanAgain}>{words.plan.again}</Button>
    </div>
  );
}
