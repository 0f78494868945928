import { useState, type ReactElement } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { Button } from '../components/button.js';
import field from '../components/field.module.css';
import { words } from '../words/en.js';
import { DraftEditor } from './draft-editor.js';
import styles from './editors.module.css';
import { JsonEditor } from './json-editor.js';
import { isLarger, prettyJson } from './json-text.js';
import { LARGE, useValueDraft, type ValueDraftOptions, type View } from './use-value-draft.js';

interface ValueEditorProps extends ValueDraftOptions {
  label: string;
  /** A fault that the service has found. */
  error?: string | undefined;
}

/**
 * An editor of a value, made for its type: a form, or the JSON. `onChange` is called with each value that is typed,
 * `onFault` with the reason while what is typed is none: it must not be saved then.
 */
export function ValueEditor({ label, error, ...options }: ValueEditorProps): ReactElement {
  const { type } = options;
  const { state, change, typeText, show } = useValueDraft(options);
  const [refused, setRefused] = useState<string>();
  const { view, draft, text, reading, fault, value } = state;
  const turn = (to: View) => {
    const isShown = show(to);
    setRefused(isShown ? undefined : to === 'form' ? words.editors.formRefused : words.editors.jsonRefused);
  };

  return (
    <div className={styles.value} data-view={view}>
      <ToggleButtonGroup
        aria-label={words.editors.view}
        className={styles.views ?? ''}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[view]}
        onSelectionChange={([to]) => turn(to === 'json' ? 'json' : 'form')}
      >
        <ToggleButton id="form">{words.editors.form}</ToggleButton>
        <ToggleButton id="json">{words.editors.rawJson}</ToggleButton>
      </ToggleButtonGroup>
      {fault !== undefined && refused !== undefined && (
        <p role="alert" className={field.error}>
          {refused} {fault}
        </p>
      )}
      {view === 'form' ? (
        <DraftEditor type={type} draft={draft} change={change} label={label} />
      ) : (
        <>
          {isLarger(value, LARGE) && <p className={field.hint}>{words.editors.large}</p>}
          <JsonEditor label={words.editors.json.label(label)} text={text} onChange={typeText} fault={reading?.fault} />
          <div className={styles.actions}>
            <span className={field.hint}>{words.editors.json.tab}</span>
            <Button look="plain" isDisabled={fault !== undefined} onPress={() => typeText(prettyJson(value))}>
              {words.editors.json.format}
            </Button>
          </div>
        </>
      )}
      {error !== undefined && (
        <p role="alert" className={field.error}>
          {error}
        </p>
      )}
    </div>
  );
}
