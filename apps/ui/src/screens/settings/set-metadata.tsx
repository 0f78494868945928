import { METADATA_KEY, parseJson, whyNotName, type JsonValue } from '@heksher/domain';
import { useMemo, useState, type ReactElement } from 'react';
import { Dialog, Typed } from '../../components/dialog.js';
import { TextField } from '../../components/field.js';
import { ChangeSetForm } from '../../rule-editing/change-set-form.js';
import { useBasis } from '../../rule-editing/use-basis.js';
import { words } from '../../words/en.js';
import { nameOf, type BulkProps } from './delete-selected.js';
import { MissedSettings } from './missed-settings.js';

/** Sets one key of the metadata of several settings. */
export function SetMetadata({ settings, basedOn, onLookAgain, onClose, onDone }: BulkProps): ReactElement {
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const basis = useBasis({ items: settings, guard: { basedOn } }, nameOf, onLookAgain);
  const { items, missed } = basis;
  const fault = key === '' ? undefined : whyNotName(METADATA_KEY, key);
  const isFaulty = key === '' || fault !== undefined;
  const operations = useMemo(() => {
    if (isFaulty) return [];
    return items.map(({ name, metadata }) => ({
      op: 'setting.change',
      setting: name,
      metadata: { ...metadata, [key]: readMetadata(value) },
    }));
  }, [items, key, value, isFaulty]);
  return (
    <Dialog isWide title={words.settings.metadataTitle(items.length)} isOpen onClose={onClose}>
      <Typed is={key !== '' || value !== ''} />
      {missed && <MissedSettings {...missed} now={items} />}
      <TextField label={words.settings.metadataKey} value={key} onChange={setKey} error={fault} autoFocus />
      <TextField label={words.settings.metadataValue} value={value} onChange={setValue} />
      <p className="quiet">{words.settings.metadataText}</p>
      <ChangeSetForm
        operations={operations}
        guard={basis.guard}
        action={words.common.save}
        done={words.settings.metadataSet(key, items.length)}
        onSaved={onDone}
        onFailure={basis.lookAgain}
        failure={basis.failure}
      />
    </Dialog>
  );
}

/** What is JSON is read as JSON; anything else is a text. */
function readMetadata(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
