import { Plus, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { Button, IconButton } from '../components/button.js';
import { TextField } from '../components/field.js';
import { words } from '../words/en.js';
import { readMetadataRows, type MetadataRow } from './metadata-rows.js';
import styles from './setting-editing.module.css';

const texts = words.settingEditing;

interface MetadataEditorProps {
  rows: readonly MetadataRow[];
  onChange: (rows: readonly MetadataRow[]) => void;
}

/** Keys and values of a setting's metadata. */
export function MetadataEditor({ rows, onChange }: MetadataEditorProps): ReactElement {
  const reading = readMetadataRows(rows);
  const change = (row: MetadataRow) => onChange(rows.map((one) => (one.id === row.id ? row : one)));
  const add = () => onChange([...rows, { id: Math.max(0, ...rows.map(({ id }) => id)) + 1, key: '', text: '' }]);
  return (
    <div role="group" aria-label={texts.metadata} className={styles.section}>
      <h3>{texts.metadata}</h3>
      {rows.length > 0 && <p className={styles.hint}>{texts.metadataHint}</p>}
      {rows.map((row) => (
        <div key={row.id} className={styles.metadata}>
          <TextField
            label={texts.metadataKey}
            value={row.key}
            onChange={(key) => change({ ...row, key })}
            error={'fault' in reading && reading.id === row.id ? reading.fault : undefined}
          />
          <TextField label={texts.metadataValue} value={row.text} onChange={(text) => change({ ...row, text })} />
          <IconButton
            label={texts.removeMetadata(row.key)}
            onPress={() => onChange(rows.filter(({ id }) => id !== row.id))}
          >
            <Trash2 size={16} aria-hidden />
          </IconButton>
        </div>
      ))}
      <div>
        <Button onPress={add}>
          <Plus size={16} aria-hidden />
          {texts.addMetadata}
        </Button>
      </div>
    </div>
  );
}
