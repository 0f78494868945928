import { isJsonObject, type JsonValue } from '@heksher/domain';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Failure } from '../api/http.js';
import { FailureNote } from '../components/failure.js';
import { ValueText } from '../components/value.js';
import { attributeName } from '../diff/entry-view.js';
import { words } from '../words/en.js';
import styles from './undoing.module.css';

/** Why something cannot be taken back or restored, with the changes that are in the way. `title` says so in words. */
export function HistoryFailure({
  error,
  title,
  onRetry,
}: {
  error: unknown;
  title: string;
  onRetry: () => void;
}): ReactElement {
  const conflicts = error instanceof Failure && error.status === 409 ? readConflicts(error) : [];
  if (conflicts.length === 0) return <FailureNote error={error} onRetry={onRetry} />;
  return (
    <section className={styles.section} role="alert">
      <h3>{title}</h3>
      <ul className={styles.items}>
        {conflicts.map((conflict, at) => (
          <li key={at} className={styles.conflict}>
            <ConflictView conflict={conflict} />
          </li>
        ))}
      </ul>
      <p>{words.undoing.undoThese}</p>
    </section>
  );
}

interface Conflict {
  setting: string | undefined;
  rule: number | undefined;
  attribute: string;
  expected: JsonValue;
  actual: JsonValue;
  changedBy: number[];
  reason: string;
}

function readConflicts({ problem: { conflicts } }: Failure): Conflict[] {
  if (!Array.isArray(conflicts)) return [];
  return conflicts.filter(isJsonObject).map(({ setting, rule_id: rule, attribute, expected, actual, ...others }) => ({
    setting: typeof setting === 'string' ? setting : undefined,
    rule: typeof rule === 'number' ? rule : undefined,
    attribute: String(attribute),
    expected: expected ?? null,
    actual: actual ?? null,
    changedBy: Array.isArray(others['changed_by']) ? others['changed_by'].map(Number) : [],
    reason: String(others['reason']),
  }));
}

function ConflictView({ conflict }: { conflict: Conflict }): ReactElement {
  const { setting, rule, attribute, expected, actual, changedBy, reason } = conflict;
  const name = attributeName(attribute);
  return (
    <>
      <p>
        {setting !== undefined && <bdi>{setting}: </bdi>}
        {rule === undefined ? name : words.undoing.ofRule(name, rule)} {reason}
      </p>
      <dl>
        <dt>{words.undoing.thisChangeLeft}</dt>
        <dd>
          <Stated value={expected} />
        </dd>
        <dt>{words.undoing.now}</dt>
        <dd>
          <Stated value={actual} />
        </dd>
      </dl>
      {changedBy.length > 0 && (
        <p>
          {words.undoing.changedBy}{' '}
          {changedBy.map((sequence, at) => (
            <span key={sequence}>
              {at > 0 && ', '}
              <Link to="/changes/$sequence" params={{ sequence: String(sequence) }}>
                {words.changes.change(sequence)}
              </Link>
            </span>
          ))}
        </p>
      )}
    </>
  );
}

function Stated({ value }: { value: JsonValue }): ReactElement {
  return value === null ? <em>{words.undoing.gone}</em> : <ValueText value={value} />;
}
