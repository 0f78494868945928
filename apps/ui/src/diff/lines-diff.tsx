import { useMemo, useState, type ReactElement } from 'react';
import { Button } from '../components/button.js';
import { words } from '../words/en.js';
import styles from './diff.module.css';
import { diffLines, foldLines } from './lines.js';
import { markChanges, type MarkedLine } from './within-line.js';

interface LinesDiffProps {
  before: readonly string[];
  after: readonly string[];
}

/** More lines are shown once somebody asks for them. */
const FIRST_LINES = 24;

/** What differs between two texts, line by line. Signs and hidden words say it, the colours only stress it. */
export function LinesDiff({ before, after }: LinesDiffProps): ReactElement {
  const blocks = useMemo(() => foldLines(markChanges(diffLines(before, after))), [before, after]);
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? blocks : blocks.slice(0, FIRST_LINES);
  return (
    <div className={styles.lines}>
      {shown.map((block, at) =>
        block.kind === 'folded' ? (
          <Fold key={at} lines={block.lines} />
        ) : (
          <Line key={at} line={block} isFirst={shown[at - 1]?.kind !== block.kind} />
        ),
      )}
      {shown.length < blocks.length && (
        <div className={styles.fold}>
          <Button look="plain" onPress={() => setWhole(true)}>
            {words.diff.allLines(blocks.length)}
          </Button>
        </div>
      )}
    </div>
  );
}

function Fold({ lines }: { lines: readonly MarkedLine[] }): ReactElement {
  const [isOpen, setOpen] = useState(false);
  if (isOpen)
    return (
      <>
        {lines.map((line, at) => (
          <Line key={at} line={line} isFirst={false} />
        ))}
      </>
    );
  return (
    <div className={styles.fold}>
      <Button look="plain" onPress={() => setOpen(true)}>
        {words.diff.unchanged(lines.length)}
      </Button>
    </div>
  );
}

const MARKS = { same: '', removed: '−', added: '+' };
const HIDDEN = { same: '', removed: words.diff.removed, added: words.diff.added };

/** `isFirst`: of those that were added or removed together, for which it is said once. */
function Line({ line: { kind, text, changed }, isFirst }: { line: MarkedLine; isFirst: boolean }): ReactElement {
  return (
    <div className={styles.line} data-kind={kind}>
      <span className={styles.mark} aria-hidden>
        {MARKS[kind]}
      </span>
      <span className={styles.text}>
        {isFirst && kind !== 'same' && <span className="hidden">{HIDDEN[kind]} </span>}
        {changed ? (
          <>
            <Clipped text={text.slice(0, changed.from)} keeps="end" />
            <strong>
              <Clipped text={text.slice(changed.from, changed.to)} keeps="start" />
            </strong>
            <Clipped text={text.slice(changed.to)} keeps="start" />
          </>
        ) : (
          <Clipped text={text} keeps="start" />
        )}
      </span>
    </div>
  );
}

const LONGEST_PIECE = 400;
const KEPT = 200;

/** A piece of a line; of a long one only the part beside the change, until somebody asks for the rest. */
function Clipped({ text, keeps }: { text: string; keeps: 'start' | 'end' }): ReactElement {
  const [isWhole, setWhole] = useState(false);
  if (isWhole || text.length <= LONGEST_PIECE) return <>{text}</>;
  const rest = (
    <Button look="plain" onPress={() => setWhole(true)}>
      {words.diff.wholeLine(text.length - KEPT)}
    </Button>
  );
  return keeps === 'end' ? (
    <>
      {rest} …{text.slice(-KEPT)}
    </>
  ) : (
    <>
      {text.slice(0, KEPT)}… {rest}
    </>
  );
}
