import { useState, type ReactElement } from 'react';
import type { FoundSetting } from '../../api/types.js';
import type { StaleList } from '../../api/usage.js';
import { usePermissions } from '../../app/permissions.js';
import { Button } from '../../components/button.js';
import type { Selection } from '../../components/selection.js';
import { ExportMenu } from '../../exports/export-menu.js';
import type { Basis } from '../../rule-editing/use-basis.js';
import { words } from '../../words/en.js';
import { DeleteSelected } from './delete-selected.js';
import { SetMetadata } from './set-metadata.js';
import { exportColumns } from './setting-columns.js';

interface SelectedSettingsProps {
  selection: Selection<FoundSetting>;
  /** The sequence of the state that the list shows. */
  revision: number | undefined;
  metadata: readonly string[];
  stale: StaleList | undefined;
  /** Reads the list again. */
  onLookAgain: () => Promise<Basis<FoundSetting>>;
}

interface Intent {
  kind: 'delete' | 'metadata';
  /** As they were when the person decided: the list may change meanwhile. */
  settings: readonly FoundSetting[];
  basedOn: number | undefined;
}

const namesOf = (settings: readonly FoundSetting[]) => settings.map(({ name }) => name);

/** What can be done to the selected settings. */
export function SelectedSettings(props: SelectedSettingsProps): ReactElement | null {
  const { selection, revision, metadata, stale, onLookAgain } = props;
  const [open, setOpen] = useState<Intent>();
  const { mayEditSetting } = usePermissions();
  const { rows, clear } = selection;
  if (rows.length === 0 && !open) return null;
  const begin = (kind: Intent['kind']) => setOpen({ kind, settings: rows, basedOn: revision });
  const close = () => setOpen(undefined);
  const done = () => {
    close();
    clear();
  };
  const shared = open && { ...open, onLookAgain, onClose: close, onDone: done };
  return (
    <>
      <strong>{words.settings.selected(rows.length)}</strong>
      <ExportMenu rows={rows} columns={exportColumns(metadata, stale)} documentOf={namesOf} name="settings" />
      {rows.every(({ name }) => mayEditSetting(name)) ? (
        <>
          <Button onPress={() => begin('metadata')}>{words.settings.setMetadata}</Button>
          <Button look="danger" onPress={() => begin('delete')}>
            {words.settings.deleteSelected}
          </Button>
        </>
      ) : (
        <span className="quiet">{words.exceptions.notAllowed}</span>
      )}
      <Button look="plain" onPress={clear}>
        {words.settings.clearSelection}
      </Button>
      {shared?.kind === 'delete' && <DeleteSelected {...shared} />}
      {shared?.kind === 'metadata' && <SetMetadata {...shared} />}
    </>
  );
}
