import { useQuery } from '@tanstack/react-query';
import type { JsonValue } from '@heksher/domain';
import { useState, type ReactElement } from 'react';
import { contextFeatures } from '../api/queries.js';
import { save } from '../api/save.js';
import { declareOperation, editPreview } from '../api/setting-edits.js';
import { useWrite } from '../api/use-write.js';
import { Button } from '../components/button.js';
import { CancelButton, Dialog, DialogActions, Typed } from '../components/dialog.js';
import { TextField } from '../components/field.js';
import { Loading } from '../components/loading.js';
import { NoteField } from '../components/note-field.js';
import { ImpactTable } from '../rule-editing/impact-table.js';
import { useQuickUndo } from '../undoing/quick-undo.js';
import { words } from '../words/en.js';
import { DefaultEditor } from './default-editor.js';
import { defaultOf } from './edit-state.js';
import { FeaturesEditor } from './features-editor.js';
import { MetadataEditor } from './metadata-editor.js';
import { readMetadataRows, type MetadataRow } from './metadata-rows.js';
import { readType } from './type-draft.js';
import { TypeEditor } from './type-editor.js';
import { useNameFault } from './use-name-fault.js';

const texts = words.settingEditing;

interface DeclareDialogProps {
  onClose: () => void;
  /** Called with the name of the new setting. */
  onDeclared?: ((name: string) => void) | undefined;
}

/** Adds a setting. */
export function DeclareDialog({ onClose, onDeclared }: DeclareDialogProps): ReactElement {
  const { saved } = useQuickUndo();
  const features = useQuery(contextFeatures());
  const [name, setName] = useState('');
  const [type, setType] = useState('str');
  const [defaultValue, setDefaultValue] = useState<JsonValue>('');
  const [fault, setFault] = useState<string>();
  const [chosen, setChosen] = useState<string[]>([]);
  const [rows, setRows] = useState<readonly MetadataRow[]>([]);
  const [note, setNote] = useState('');
  const reading = readType(type);
  const metadata = readMetadataRows(rows);
  const whyNotName = useNameFault();
  const nameFault = name === '' ? undefined : whyNotName(name);
  const isWhole =
    chosen.length > 0 && name !== '' && nameFault === undefined && fault === undefined && 'type' in reading;
  const operations =
    isWhole && 'metadata' in metadata
      ? [
          declareOperation({
            name,
            type: type.trim(),
            default_value: defaultOf({ type, defaultValue }),
            configurable_features: chosen,
            metadata: metadata.metadata,
          }),
        ]
      : undefined;
  const dryRun = useQuery(editPreview(operations));
  const [found] = dryRun.data?.results ?? [];
  // Declaring a setting that exists says whether it is the same, and never adds one.
  const isTaken = found !== undefined && found.outcome !== 'created';
  const saving = useWrite(save, {
    onSuccess: (result) => {
      saved(texts.declared(name), result);
      onClose();
      onDeclared?.(name);
    },
  });
  const failure = saving.error ?? dryRun.error ?? features.error;
  return (
    <Dialog title={texts.declareTitle} isOpen onClose={onClose} isWide>
      <Typed is={name !== '' || type !== 'str' || defaultValue !== '' || chosen.length > 0 || rows.length > 0} />
      <TextField
        label={texts.name}
        hint={texts.nameHint}
        value={name}
        onChange={setName}
        error={nameFault ?? (isTaken ? texts.exists(name) : undefined)}
        autoFocus
      />
      <TypeEditor value={type} onChange={setType} />
      {'type' in reading && (
        <DefaultEditor
          type={reading.type}
          value={defaultOf({ type, defaultValue })}
          onChange={setDefaultValue}
          onFault={setFault}
        />
      )}
      {!features.data && !features.error && <Loading />}
      {features.data && <FeaturesEditor features={features.data.features} chosen={chosen} onChange={setChosen} />}
      <MetadataEditor rows={rows} onChange={setRows} />
      <p className="quiet">{texts.firstVersion}</p>
      {!isTaken && dryRun.data && <ImpactTable result={dryRun.data} isBusy={dryRun.isFetching} />}
      <NoteField value={note} onChange={setNote} failure={failure} />
      <DialogActions>
        <CancelButton />
        <Button
          look="primary"
          isDisabled={!dryRun.data || dryRun.isError || isTaken || saving.isPending}
          onPress={() => operations && saving.run({ operations, note })}
        >
          {texts.declareIt}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
