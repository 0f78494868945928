import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import { changeOf, undoesOf } from '../../api/changes.js';
import type { Change } from '../../api/types.js';
import { usePermissions } from '../../app/permissions.js';
import { Button } from '../../components/button.js';
import { FailureNote } from '../../components/failure.js';
import { Loading } from '../../components/loading.js';
import { NotAllowed } from '../../components/not-allowed.js';
import { Screen } from '../../components/screen.js';
import { RestoreDialog } from '../../undoing/restore-dialog.js';
import { UndoDialog } from '../../undoing/undo-dialog.js';
import { words } from '../../words/en.js';
import { ChangeCard } from './change-card.js';
import { useOnlyItem } from './change-items.js';
import { deedOf, isUndoable } from './undoable.js';

const route = getRouteApi('/changes/$sequence');

/** One change, with what can be done about it. */
export function ChangeScreen(): ReactElement {
  const sequence = Number(route.useParams().sequence);
  const { data: change, error, refetch } = useQuery(changeOf(sequence));
  return (
    <Screen title={words.changes.changeTitle(sequence)} actions={change && <Actions key={sequence} change={change} />}>
      {error && <FailureNote error={error} onRetry={() => void refetch()} />}
      {!change && !error && <Loading />}
      {change && <Whole key={sequence} change={change} />}
      <p>
        <Link to="/changes">{words.changes.toList}</Link>
      </p>
    </Screen>
  );
}

function Whole({ change }: { change: Change }): ReactElement {
  const { data: undoneBy } = useQuery(undoesOf(change));
  return <ChangeCard change={change} undoneBy={undoneBy} isOpen />;
}

function Actions({ change }: { change: Change }): ReactElement {
  const { sequence, settings } = change;
  const { mayEdit, isAdmin, whyNotTakeBack } = usePermissions();
  const [open, setOpen] = useState<'undo' | 'restore'>();
  const close = () => setOpen(undefined);
  const whyNot = whyNotTakeBack([deedOf(change, useOnlyItem(change, true))]);
  const isOfSome = settings !== null && settings.length > 0;
  return (
    <>
      {isAdmin && <Button onPress={() => setOpen('restore')}>{words.undoing.restoreToAfter}</Button>}
      {mayEdit && isUndoable(change) && whyNot === undefined && (
        <Button onPress={() => setOpen('undo')}>{words.undoing.undoThis}</Button>
      )}
      {mayEdit && isUndoable(change) && whyNot !== undefined && <NotAllowed what={words.common.undo} why={whyNot} />}
      {open === 'undo' && <UndoDialog sequence={sequence} onClose={close} />}
      {open === 'restore' && <RestoreDialog to={sequence} settings={isOfSome ? settings : undefined} onClose={close} />}
    </>
  );
}
