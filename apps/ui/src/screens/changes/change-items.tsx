import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { itemsPages, type RowsItem } from '../../api/changes.js';
import type { Change, ChangeItem } from '../../api/types.js';
import { Button } from '../../components/button.js';
import { FailureNote } from '../../components/failure.js';
import { Loading } from '../../components/loading.js';
import { EntryDifferences, EntryView } from '../../diff/entry-view.js';
import { words } from '../../words/en.js';
import styles from './changes.module.css';

type Item = ChangeItem | RowsItem;

/** The entry of a change that has one; undefined until it is read. */
export function useOnlyItem({ sequence, items }: Change, isWanted: boolean): Item | undefined {
  const { data } = useInfiniteQuery({ ...itemsPages(sequence), enabled: isWanted && items === 1 });
  return data?.pages[0]?.items[0];
}

interface ChangeItemsProps {
  change: Change;
  onlyItem: Item | undefined;
  isOpen: boolean;
}

/** The entries of a change: of one, what it did; of several, a list that opens. */
export function ChangeItems({ change, onlyItem, isOpen: isOpenAtFirst }: ChangeItemsProps): ReactElement | null {
  const { sequence, action, items } = change;
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  if (items === 0) return null;
  if (items === 1) {
    if (!onlyItem) return null;
    // The heading says what a change set of one did.
    const isSaid = action === 'change_set.applied' && !('table' in onlyItem);
    return isSaid ? <EntryDifferences entry={onlyItem} /> : <EntryView entry={onlyItem} />;
  }
  return (
    <div className={styles.more}>
      <Button look="plain" aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
        {isOpen ? words.changes.hideItems : words.changes.showItems(items ?? 0)}
      </Button>
      {isOpen && <ItemList sequence={sequence} />}
    </div>
  );
}

function ItemList({ sequence }: { sequence: number }): ReactElement {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    itemsPages(sequence),
  );
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {error && <FailureNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      <ol className={styles.items}>
        {items.map((item, at) => (
          <li key={at}>
            <EntryView entry={item} />
          </li>
        ))}
      </ol>
      {hasNextPage && (
        <Button onPress={() => !isFetchingNextPage && void fetchNextPage()}>{words.changes.moreItems}</Button>
      )}
    </>
  );
}
