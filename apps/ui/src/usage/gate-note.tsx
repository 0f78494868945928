import { useEffect, useRef, type ReactElement } from 'react';
import { MOST_CHECKED, type Use } from '../api/usage.js';
import { Button } from '../components/button.js';
import { inWords } from '../components/failure.js';
import { Time } from '../components/time.js';
import warning from '../components/warning.module.css';
import { words } from '../words/en.js';
import type { Gate } from './use-gate.js';
import styles from './usage.module.css';

const SHOWN = 5;

const texts = words.usage;

interface GateNoteProps {
  gate: Gate;
  /** What the person is about to do. */
  action: 'delete' | 'save';
  isDisabled: boolean;
  /** Does it although somebody asked. */
  onForce: () => void;
}

/** Says who asked lately for what is to be deleted. A person who deletes it nevertheless has to press its button, too. */
export function GateNote({ gate, action, isDisabled, onForce }: GateNoteProps): ReactElement | null {
  const { uses, error, isPartial, isStopped, checkAgain } = gate;
  const note = useRef<HTMLDivElement>(null);
  // The button that was pressed is off now. Without a mouse, the next one is one step from here.
  useEffect(() => {
    if (isStopped) note.current?.focus();
  }, [isStopped]);
  if (uses.length === 0 && !error && !isPartial) return null;
  return (
    <div ref={note} tabIndex={-1} role="status" className={`${warning.warning} ${styles.gate}`}>
      {uses.length > 0 && (
        <>
          <strong>{texts.recent}</strong>
          <ul>
            {uses.slice(0, SHOWN).map((use) => (
              <UseLine key={JSON.stringify([use.name, use.client, use.kind])} use={use} />
            ))}
            {uses.length > SHOWN && <li>{texts.moreUses(uses.length - SHOWN)}</li>}
          </ul>
        </>
      )}
      {isPartial && <p>{texts.recentUnchecked(MOST_CHECKED)}</p>}
      {error && (
        <p>
          {texts.recentUnknown} {inWords(error).title}
        </p>
      )}
      {error && <Button onPress={checkAgain}>{texts.askAgain}</Button>}
      {isStopped && (
        <>
          <p>{texts.nothingDone[action]}</p>
          <Button look="danger" isDisabled={isDisabled} onPress={onForce}>
            {texts.force[action]}
          </Button>
        </>
      )}
    </div>
  );
}

function UseLine({ use: { client, kind, name, last_at } }: { use: Use }): ReactElement {
  return (
    <li>
      <bdi>{client}</bdi>: <bdi>{name}</bdi> ({texts.kinds[kind] ?? kind}), <Time at={last_at} />
    </li>
  );
}
