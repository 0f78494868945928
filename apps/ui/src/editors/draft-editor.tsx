import type { ReactElement } from 'react';
import type { SettingType } from '@heksher/domain';
import { Button } from '../components/button.js';
import field from '../components/field.module.css';
import { ValueText } from '../components/value.js';
import { words } from '../words/en.js';
import { BoolEditor, EnumEditor, FlagsEditor } from './choice-editors.js';
import { emptyDraft, type Draft, type DraftOf } from './draft.js';
import type { EditorProps } from './editor-props.js';
import styles from './editors.module.css';
import { MappingEditor } from './mapping-editor.js';
import { NumberEditor } from './number-editor.js';
import { readDraft } from './read-draft.js';
import { SequenceEditor } from './sequence-editor.js';
import { TextEditor } from './text-editor.js';

type DraftEditorProps = EditorProps & { type: SettingType; draft: Draft };

/** The editor that a type needs, for a draft of it. */
export function DraftEditor({ type, draft, ...props }: DraftEditorProps): ReactElement {
  const reading = readDraft(type, draft);
  const fault = reading.fault?.path.length === 0 ? reading.fault.message : undefined;
  switch (draft.kind) {
    case 'number':
      return <NumberEditor {...props} draft={draft} fault={fault} />;
    case 'text': {
      const { change, ...labels } = props;
      const onChange = (next: { text: string; notation: typeof draft.notation }) =>
        change(() => ({ kind: 'text', ...next }));
      return <TextEditor {...labels} draft={draft} fault={fault} onChange={onChange} />;
    }
    case 'choice':
      return type.kind === 'enum' ? (
        <EnumEditor {...props} draft={draft} options={type.options} />
      ) : (
        <BoolEditor {...props} draft={draft} />
      );
    case 'flags':
      return <FlagsEditor {...props} draft={draft} options={'options' in type ? type.options : new Map()} />;
    case 'sequence':
      return <SequenceEditor {...props} draft={draft} of={'of' in type ? type.of : type} inner={DraftEditor} />;
    case 'mapping':
      return <MappingEditor {...props} draft={draft} of={'of' in type ? type.of : type} inner={DraftEditor} />;
    case 'misfit':
      return <Misfit {...props} draft={draft} type={type} fault={fault} />;
  }
}

interface MisfitProps extends EditorProps {
  draft: DraftOf<'misfit'>;
  type: SettingType;
  fault: string | undefined;
}

/** A value that is not of the type: it is shown, and can be replaced. */
function Misfit({ label, isLabelHidden, change, draft, type, fault }: MisfitProps): ReactElement {
  return (
    <div role="group" aria-label={label} className={field.field}>
      {!isLabelHidden && <span className={field.label}>{label}</span>}
      <ValueText value={draft.value} />
      <span className={field.error}>{fault}</span>
      <span className={field.hint}>{words.editors.misfitHint}</span>
      <div className={styles.actions}>
        <Button onPress={() => change(() => emptyDraft(type))}>{words.editors.replace}</Button>
      </div>
    </div>
  );
}
