import { useState, type ReactElement } from 'react';
import type { FoundSetting } from '../../api/types.js';
import { Button } from '../../components/button.js';
import type { Selection } from '../../components/selection.js';
import { ExportMenu } from '../../exports/export-menu.js';
import { words } from '../../words/en.js';
import { DeleteSelected } from './delete-selected.js';
import { SetMetadata } from './set-metadata.js';
import { exportColumns } from './setting-columns.js';

interface SelectedSettingsProps {
  selection: Selection<FoundSetting>;
  /** The sequence of the state that the list shows. */
  revision: number | undefined;
  metadata: readonly string[];
}

/** What can be done to the selected settings. */
export function SelectedSettings({ selection, revision, metadata }: SelectedSettingsProps): ReactElement | null {
  const [open, setOpen] = useState<'delete' | 'metadata'>();
  const { rows, clear } = selection;
  if (rows.length === 0) return null;
  const close = () => setOpen(undefined);
  const done = () => {
    close();
    clear();
  };
  return (
    <>
      <strong>{words.settings.selected(rows.length)}</strong>
      <ExportMenu rows={rows} columns={exportColumns(metadata)} name="settings" />
      <Button onPress={() => setOpen('metadata')}>{words.settings.setMetadata}</Button>
      <Button look="danger" onPress={() => setOpen('delete')}>
        {words.settings.deleteSelected}
      </Button>
      <Button look="plain" onPress={clear}>
        {words.settings.clearSelection}
      </Button>
      {open === 'delete' && <DeleteSelected settings={rows} basedOn={revision} onClose={close} onDone={done} />}
      {open === 'metadata' && <SetMetadata settings={rows} basedOn={revision} onClose={close} onDone={done} />}
    </>
  );
}
