import type { ReactElement } from 'react';
import { Button } from '../../components/button.js';
import { words } from '../../words/en.js';
import type { DocumentFault } from './faults.js';
import styles from './plan.module.css';

interface PlanFaultsProps {
  faults: readonly DocumentFault[];
  text: string;
  /** Goes to a line of the text, if it can be edited. */
  onGoTo?: ((line: number) => void) | undefined;
}

const MOST_SHOWN = 50;
const LONGEST_LINE = 200;

/** What is wrong with a document, with the lines of it. */
export function PlanFaults({ faults, text, onGoTo }: PlanFaultsProps): ReactElement {
  const lines = text.split(/\r\n?|\n/);
  const shown = faults.slice(0, MOST_SHOWN);
  return (
    <div role="alert" className={styles.faults}>
      <strong>{words.plan.faults(faults.length)}</strong>
      <ul>
        {shown.map((fault, at) => (
          <li key={at}>
            <Fault fault={fault} lines={lines} onGoTo={onGoTo} />
          </li>
        ))}
      </ul>
      {shown.length < faults.length && <p>{words.plan.moreFaults(faults.length - shown.length)}</p>}
    </div>
  );
}

type FaultProps = { fault: DocumentFault; lines: readonly string[] } & Pick<PlanFaultsProps, 'onGoTo'>;

function Fault({ fault: { message, line, column = 1 }, lines, onGoTo }: FaultProps): ReactElement {
  if (line === undefined) return <bdi>{message}</bdi>;
  return (
    <>
      <span>
        {words.plan.place(line, column)} <bdi>{message}</bdi>
      </span>
      <Snippet line={line} column={column} text={lines[line - 1] ?? ''} />
      {onGoTo && <Button onPress={() => onGoTo(line)}>{words.plan.goTo(line)}</Button>}
    </>
  );
}

/** A line of the document; of a long one the part with the fault. */
function Snippet({ line, column, text }: { line: number; column: number; text: string }): ReactElement | null {
  if (text.trim() === '') return null;
  const from = text.length > LONGEST_LINE ? Math.max(0, column - LONGEST_LINE / 2) : 0;
  const at = Math.max(from, column - 1);
  const end = text.slice(at, from + LONGEST_LINE);
  return (
    <code className={styles.snippet}>
      <span className="quiet">{line}</span> {from > 0 && '…'}
      {text.slice(from, at)}
      <mark>{end.slice(0, markedLength(end))}</mark>
      {end.slice(markedLength(end))}
      {from + LONGEST_LINE < text.length && '…'}
    </code>
  );
}

/** How much of the text from a fault on is marked: its first word. */
function markedLength(text: string): number {
  return /^(?:"[^"]*"|[^\s:,]+|.)/s.exec(text)?.[0].length ?? 0;
}
