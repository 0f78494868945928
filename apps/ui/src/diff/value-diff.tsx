import { printJson, type JsonValue } from '@heksher/domain';
import { useMemo, type ReactElement } from 'react';
import { words } from '../words/en.js';
import { isInline } from './describe.js';
import styles from './diff.module.css';
import { LinesDiff } from './lines-diff.js';
import { isLongText, jsonLines, prettyLines } from './pretty.js';

interface ValueDiffProps {
  /** Undefined if there was no value. */
  before: JsonValue | undefined;
  /** Undefined if there is no value any more. */
  after: JsonValue | undefined;
  /** For names and types, which are no values: without quotes. */
  isPlain?: boolean;
}

/** What differs between two values: short ones side by side, others line by line. */
export function ValueDiff({ before, after, isPlain = false }: ValueDiffProps): ReactElement {
  const isShort = (before === undefined || isInline(before)) && (after === undefined || isInline(after));
  if (!isShort) return <LongDiff before={before} after={after} />;
  return <InlineDiff before={before} after={after} isPlain={isPlain} />;
}

function InlineDiff({ before, after, isPlain = false }: ValueDiffProps): ReactElement {
  return (
    <span className={styles.inline}>
      {before !== undefined && (
        <del className={styles.old}>
          <Sign isShown={after === undefined} sign="−" text={words.diff.removed} />
          {isPlain ? plainText(before) : printJson(before)}
        </del>
      )}
      {before !== undefined && after !== undefined && (
        <>
          <span aria-hidden>→</span>
          <span className="hidden">{words.diff.became}</span>
        </>
      )}
      {after !== undefined && (
        <ins className={styles.new}>
          <Sign isShown={before === undefined} sign="+" text={words.diff.added} />
          {isPlain ? plainText(after) : printJson(after)}
        </ins>
      )}
    </span>
  );
}

function plainText(value: JsonValue): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map(plainText).join(', ') : printJson(value);
}

/** Between two values the arrow says which is which. */
function Sign({ isShown, sign, text }: { isShown: boolean; sign: string; text: string }): ReactElement | null {
  if (!isShown) return null;
  return (
    <>
      <span aria-hidden>{sign} </span>
      <span className="hidden">{text} </span>
    </>
  );
}

function LongDiff({ before, after }: ValueDiffProps): ReactElement {
  const lines = useMemo(() => linesOf(before, after), [before, after]);
  return <LinesDiff {...lines} />;
}

/** A text is compared with JSON as JSON. */
function linesOf(before: JsonValue | undefined, after: JsonValue | undefined): { before: string[]; after: string[] } {
  const given = [before, after].filter((value) => value !== undefined);
  const areTexts = given.some(isLongText) && given.every((value) => typeof value === 'string');
  const lines = (value: JsonValue | undefined) => {
    if (value === undefined) return [];
    if (areTexts && typeof value === 'string') return value.split('\n');
    return areTexts ? prettyLines(value) : jsonLines(value);
  };
  return { before: lines(before), after: lines(after) };
}
