import { printJson, type JsonValue } from '@heksher/domain';
import type { ReactElement } from 'react';
import styles from './value.module.css';

/** More would make a table slow. The page of the setting shows all of it. */
const LONGEST_LINE = 300;

/** A JSON value in one line, cut where the room ends. Values are text, never markup. */
export function ValueLine({ value }: { value: JsonValue }): ReactElement {
  return <code className={`${styles.value} ${styles.line}`}>{lineOf(value)}</code>;
}

/** A JSON value, whole. */
export function ValueText({ value }: { value: JsonValue }): ReactElement {
  return <code className={styles.value}>{printJson(value)}</code>;
}

/** The beginning of a value's JSON text. */
export function lineOf(value: JsonValue): string {
  const text = printJson(value);
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}
