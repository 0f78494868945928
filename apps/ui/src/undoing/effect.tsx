import type { ReactElement } from 'react';
import type { HistoryEffect } from '../api/changes.js';
import type { Deed } from '../app/permissions.js';
import { EntryView } from '../diff/entry-view.js';
import { words } from '../words/en.js';
import styles from './undoing.module.css';

/** More would make the dialogue slow, and nobody reads them. */
const MOST_SHOWN = 100;

/** What has to be permitted for an effect, as far as it is listed. */
export function deedsOf(effect: HistoryEffect | undefined): Deed[] {
  return (effect?.items ?? []).map(({ action, setting }) => ({
    action,
    settings: setting === null ? null : [setting],
  }));
}

/** What an undo or a restore would change. `nothing` says that it changes nothing. */
export function Effect({
  effect: { items, total },
  nothing,
}: {
  effect: HistoryEffect;
  nothing: string;
}): ReactElement {
  if (total === 0) return <p role="status">{nothing}</p>;
  const shown = items.slice(0, MOST_SHOWN);
  return (
    <section className={styles.section} aria-label={words.undoing.wouldChange(total)}>
      <h3>{words.undoing.wouldChange(total)}</h3>
      {/* A scrolling region must be reachable by keyboard. */}
      <ol className={styles.items} tabIndex={0} aria-label={words.undoing.wouldChange(total)}>
        {shown.map((item, at) => (
          <li key={at}>
            <EntryView entry={item} />
          </li>
        ))}
      </ol>
      {total > shown.length && <p>{words.undoing.andMore(total - shown.length)}</p>}
    </section>
  );
}
