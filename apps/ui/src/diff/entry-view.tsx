import { printJson, type JsonObject, type JsonValue } from '@heksher/domain';
import { Fragment, useMemo, type ReactElement, type ReactNode } from 'react';
import { SettingLink } from '../components/setting-link.js';
import { words } from '../words/en.js';
import { describe, type Printer } from './describe.js';
import styles from './diff.module.css';
import { differencesOf, type AttributeDifference, type Entry, type RowsEntry } from './entry.js';
import { ValueDiff } from './value-diff.js';

/** The parts of a sentence as links and values. */
export const PARTS: Printer<ReactNode> = {
  setting: (name, isThere) =>
    isThere ? (
      <SettingLink name={name} />
    ) : (
      <strong>
        <bdi>{name}</bdi>
      </strong>
    ),
  rule: (pairs) =>
    pairs.length === 0 ? (
      words.common.everyone
    ) : (
      <bdi className={styles.part}>{pairs.map(([feature, value]) => `${feature}=${value}`).join(', ')}</bdi>
    ),
  value: (value) => <bdi className={styles.part}>{printJson(value)}</bdi>,
  name: (name) => <bdi className={styles.part}>{name}</bdi>,
};

/** A sentence of `words` with its parts. */
export function Sentence({ parts }: { parts: readonly ReactNode[] }): ReactElement {
  return (
    <span className={styles.sentence}>
      {parts.map((part, at) => (
        <Fragment key={at}>{part}</Fragment>
      ))}
    </span>
  );
}

/** What an entry of a change did, in words and as differences. */
export function EntryView({ entry }: { entry: Entry | RowsEntry }): ReactElement {
  if ('table' in entry) return <RowsView entry={entry} />;
  const { sentence } = describe(entry, PARTS);
  return (
    <div className={styles.entry}>
      <Sentence parts={sentence} />
      <EntryDifferences entry={entry} />
    </div>
  );
}

/** What differs, except what the sentence about the entry says. */
export function EntryDifferences({ entry }: { entry: Entry }): ReactElement | null {
  const differences = useMemo(() => {
    const { told } = describe(entry, PARTS);
    return differencesOf(entry.before, entry.after).filter(({ attribute }) => !told.includes(attribute));
  }, [entry]);
  return differences.length === 0 ? null : <DifferenceList differences={differences} />;
}

/** The attributes that are names and the like. */
const PLAIN: ReadonlySet<string> = new Set([
  ...['name', 'type', 'version', 'configurable_features', 'aliases', 'context_features'],
  ...['role', 'prefixes', 'expires_at', 'migrations'],
]);

/** Attributes with what they were and are. */
export function DifferenceList({ differences }: { differences: readonly AttributeDifference[] }): ReactElement {
  return (
    <dl className={styles.attributes}>
      {differences.map(({ attribute, before, after }) => (
        <Fragment key={attribute}>
          <dt>{attributeName(attribute)}</dt>
          <dd>
            <ValueDiff before={before} after={after} isPlain={PLAIN.has(attribute)} />
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** The name of an attribute for people. */
export function attributeName(attribute: string): string {
  const [, key] = /^metadata\.(.*)$/s.exec(attribute) ?? [];
  return words.diff.attributes[attribute] ?? (key === undefined ? attribute : words.diff.metadata(key));
}

function RowsView({ entry: { table, op, count, before, after } }: { entry: RowsEntry }): ReactElement {
  const { rows } = words.changes;
  const things = rows.things[table]?.(count) ?? rows.otherThings(table);
  const isKnown = op === 'insert' || op === 'update' || op === 'delete' || op === 'truncate';
  const hasRows = Array.isArray(before) || Array.isArray(after);
  return (
    <div className={styles.entry}>
      <span>{isKnown ? rows[op](count, things) : `${op}: ${count} ${things}`}</span>
      {hasRows ? <ValueDiff before={rowsOf(before)} after={rowsOf(after)} /> : <p className="quiet">{rows.tooMany}</p>}
    </div>
  );
}

/** Rows as a list of objects without the columns that are null. */
function rowsOf(rows: JsonValue): JsonValue | undefined {
  if (!Array.isArray(rows) || rows.length === 0) return undefined;
  return rows.map((row) => {
    if (typeof row !== 'object' || row === null) return row;
    const columns = Object.entries(row as JsonObject).filter(([, value]) => value !== null);
    return Object.fromEntries(columns);
  });
}
