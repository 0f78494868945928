import { Link } from '@tanstack/react-router';
import { memo, type ReactElement, type ReactNode } from 'react';
import type { Change } from '../../api/types.js';
import { usePermissions } from '../../app/permissions.js';
import { Button } from '../../components/button.js';
import { NotAllowed } from '../../components/not-allowed.js';
import { Time } from '../../components/time.js';
import { useWasInView } from '../../components/use-in-view.js';
import { describe } from '../../diff/describe.js';
import { EntryDifferences, PARTS, Sentence } from '../../diff/entry-view.js';
import { words } from '../../words/en.js';
import { ChangeItems, useOnlyItem } from './change-items.js';
import { deedOf, isUndoable } from './undoable.js';
import styles from './changes.module.css';

interface ChangeCardProps {
  change: Change;
  /** The changes that take it back. */
  undoneBy?: readonly number[] | undefined;
  /** Takes it back; absent if the person may not. */
  onUndo?: ((sequence: number) => void) | undefined;
  /** Whether its entries are shown at once. */
  isOpen?: boolean;
}

/** A change in words: what it did, by whom, when and why. */
export const ChangeCard = memo(function ChangeCard({
  change,
  undoneBy = [],
  onUndo,
  isOpen = false,
}: ChangeCardProps): ReactElement {
  const { sequence, items, note } = change;
  const [card, wasInView] = useWasInView<HTMLElement>();
  const onlyItem = useOnlyItem(change, wasInView);
  const whyNot = usePermissions().whyNotTakeBack([deedOf(change, onlyItem)]);
  const title = `change-${sequence}`;
  return (
    <article ref={card} className={styles.change} aria-labelledby={title}>
      <div className={styles.head}>
        <h2 id={title}>
          <Sentence parts={headline(change, onlyItem)} />
        </h2>
        <div className={styles.buttons}>
          {onUndo && isUndoable(change) && whyNot === undefined && (
            <Button aria-describedby={title} onPress={() => onUndo(sequence)}>
              {words.common.undo}
            </Button>
          )}
          {onUndo && isUndoable(change) && whyNot !== undefined && <NotAllowed what={words.common.undo} why={whyNot} />}
        </div>
      </div>
      <Facts change={change} undoneBy={undoneBy} />
      {note !== null && (
        <p className={styles.note}>
          <span className="hidden">{words.changes.note}: </span>
          <bdi>{note}</bdi>
        </p>
      )}
      {items === null ? (
        <EntryDifferences entry={change} />
      ) : (
        <ChangeItems change={change} onlyItem={onlyItem} isOpen={isOpen} />
      )}
    </article>
  );
});

/** What a change did, in one sentence. */
function headline(change: Change, onlyItem: ReturnType<typeof useOnlyItem>): ReactNode[] {
  const { action, items, undoes, settings } = change;
  const { did } = words.changes;
  if (action === 'change.undone' && undoes !== null) return did.undone(<ChangeLink key={undoes} sequence={undoes} />);
  if (action !== 'change_set.applied') return describe(change, PARTS).sentence;
  if (onlyItem && !('table' in onlyItem)) return describe(onlyItem, PARTS).sentence;
  const [setting] = settings ?? [];
  if (items === 1 && setting !== undefined) return did.settingChanged(PARTS.setting(setting, false));
  return did.several(items ?? 1);
}

function Facts({ change, undoneBy }: { change: Change; undoneBy: readonly number[] }): ReactElement {
  const { sequence, at, actor, origin, request_id: request, settings, items, undoes, action } = change;
  // A screen saves one thing as a change set of one.
  const isOfProgram = origin === 'external' || origin === 'migration' || origin === 'startup';
  const isPlain = origin === 'api' || origin === 'external' || (origin === 'change_set' && items === 1);
  return (
    <ul className={styles.facts}>
      <li>
        <ChangeLink sequence={sequence} />
      </li>
      <li>
        <Time at={at} />
      </li>
      {actor !== null && (
        <li>
          {words.changes.by}{' '}
          <Link to="/changes" search={{ actor }} aria-label={words.changes.onlyBy(actor)}>
            <bdi>{actor}</bdi>
          </Link>
        </li>
      )}
      {actor === null && !isOfProgram && <li>{words.changes.nobody}</li>}
      {origin !== null && !isPlain && <li>{words.changes.origins[origin] ?? origin}</li>}
      {undoes !== null && action !== 'change.undone' && (
        <li>
          {words.changes.undoes} <ChangeLink sequence={undoes} />
        </li>
      )}
      {undoneBy.map((undo) => (
        <li key={undo}>
          <strong>{words.changes.undoneBy}</strong> <ChangeLink sequence={undo} />
        </li>
      ))}
      {items !== null && items > 1 && settings !== null && <Settings names={settings} />}
      {request !== null && (
        <li>
          <bdi>{words.changes.request(request)}</bdi>
        </li>
      )}
    </ul>
  );
}

const MOST_NAMED = 5;

function Settings({ names }: { names: readonly string[] }): ReactElement | null {
  if (names.length === 0) return null;
  return (
    <li>
      {names.slice(0, MOST_NAMED).map((name, at) => (
        <span key={name}>
          {at > 0 && ', '}
          {PARTS.setting(name, true)}
        </span>
      ))}
      {names.length > MOST_NAMED && `, ${words.common.more(names.length - MOST_NAMED)}`}
    </li>
  );
}

/** Leads to the page of a change. */
export function ChangeLink({ sequence }: { sequence: number }): ReactElement {
  return (
    <Link to="/changes/$sequence" params={{ sequence: String(sequence) }}>
      {words.changes.change(sequence)}
    </Link>
  );
}
