import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState, type ReactElement } from 'react';
import { changesPages, type ChangeFilters } from '../../api/changes.js';
import type { Change } from '../../api/types.js';
import { WaitingChanges, useHeldList } from '../../app/live.js';
import { usePermissions } from '../../app/permissions.js';
import { Button } from '../../components/button.js';
import { FailureNote } from '../../components/failure.js';
import { Loading } from '../../components/loading.js';
import { Screen } from '../../components/screen.js';
import { useInView } from '../../components/use-in-view.js';
import { RestoreDialog } from '../../undoing/restore-dialog.js';
import { UndoDialog } from '../../undoing/undo-dialog.js';
import { words } from '../../words/en.js';
import { ChangeCard } from './change-card.js';
import { ChangeFilterFields } from './change-filters.js';
import styles from './changes.module.css';

const route = getRouteApi('/changes');

/** The change log, the newest change first. */
export function ChangesScreen(): ReactElement {
  const filters: ChangeFilters = route.useSearch();
  const navigate = route.useNavigate();
  const { mayEdit, isAdmin } = usePermissions();
  const pages = useInfiniteQuery(changesPages(filters));
  const list = useRef<HTMLOListElement>(null);
  const held = useHeldList(list, ['changes', 'pages']);
  const [undone, setUndone] = useState<number>();
  const [isRestoring, setRestoring] = useState(false);
  const changes = useMemo(() => pages.data?.pages.flatMap((page) => page.changes) ?? [], [pages.data]);
  const undos = useMemo(() => undosAmong(changes), [changes]);
  const listed = useMemo(() => listedIn(changes), [changes]);
  const undo = useCallback((sequence: number) => setUndone(sequence), []);

  return (
    <Screen
      title={words.changes.title}
      actions={isAdmin && <Button onPress={() => setRestoring(true)}>{words.undoing.restore}</Button>}
    >
      <ChangeFilterFields
        filters={filters}
        listed={listed}
        onChange={(changed) => void navigate({ search: changed, replace: true })}
      />
      <WaitingChanges {...held} />
      {pages.error && <FailureNote error={pages.error} onRetry={() => void pages.refetch()} />}
      {!pages.data && !pages.error && <Loading />}
      <ol ref={list} className={styles.list} aria-label={words.changes.title}>
        {changes.map((change) => (
          <li key={change.sequence} className={styles.item}>
            <ChangeCard change={change} undoneBy={undos.get(change.sequence)} onUndo={mayEdit ? undo : undefined} />
          </li>
        ))}
      </ol>
      {pages.data && <ListEnd pages={pages} isEmpty={changes.length === 0} isFiltered={isFiltered(filters)} />}
      {undone !== undefined && <UndoDialog sequence={undone} onClose={() => setUndone(undefined)} />}
      {isRestoring && <RestoreDialog onClose={() => setRestoring(false)} />}
    </Screen>
  );
}

function isFiltered(filters: ChangeFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}

/** The settings and persons that changes name. */
function listedIn(changes: readonly Change[]): { settings: string[]; actors: string[] } {
  const settings = new Set(changes.flatMap((change) => change.settings ?? []));
  const actors = new Set(changes.flatMap(({ actor }) => (actor === null ? [] : [actor])));
  return { settings: [...settings], actors: [...actors] };
}

/** The undos among changes, by what they take back. Newer changes come first, so they are known before. */
function undosAmong(changes: readonly Change[]): Map<number, number[]> {
  const undos = new Map<number, number[]>();
  for (const { sequence, undoes } of changes) {
    if (undoes !== null) undos.set(undoes, [...(undos.get(undoes) ?? []), sequence]);
  }
  return undos;
}

interface ListEndProps {
  pages: { hasNextPage: boolean; isFetching: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  isEmpty: boolean;
  isFiltered: boolean;
}

/** Reads older changes when it comes into view, or by its button. */
function ListEnd({ pages, isEmpty, isFiltered: isNarrowed }: ListEndProps): ReactElement {
  const end = useRef<HTMLDivElement>(null);
  useInView(end, () => {
    // A search that found nothing in very many changes goes on only if somebody asks for it.
    if (pages.hasNextPage && !pages.isFetching && !isEmpty) pages.fetchNextPage();
  });
  return (
    <div ref={end} className={styles.more}>
      {isEmpty && (
        <p>
          {pages.hasNextPage ? words.changes.searchEnded : isNarrowed ? words.changes.noneFound : words.changes.none}
        </p>
      )}
      {pages.hasNextPage && (
        <Button onPress={() => !pages.isFetchingNextPage && pages.fetchNextPage()}>{words.changes.older}</Button>
      )}
    </div>
  );
}
