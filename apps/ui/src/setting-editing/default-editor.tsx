import { printSettingType, type JsonValue, type SettingType } from '@heksher/domain';
import type { ReactElement } from 'react';
import { Button } from '../components/button.js';
import warning from '../components/warning.module.css';
import { ValueEditor } from '../editors/value-editor.js';
import { words } from '../words/en.js';
import styles from './setting-editing.module.css';

const texts = words.settingEditing;

interface DefaultEditorProps {
  type: SettingType;
  value: JsonValue;
  onChange: (value: JsonValue) => void;
  onFault: (fault: string | undefined) => void;
  /** Whether it is another default than the stored one, which belongs to the code. */
  isChanged?: boolean;
  onRuleForEveryone?: (() => void) | undefined;
}

/** The default value of a setting. */
export function DefaultEditor(props: DefaultEditorProps): ReactElement {
  const { type, value, onChange, onFault, isChanged = false, onRuleForEveryone } = props;
  return (
    <div role="group" aria-label={texts.defaultValue} className={styles.section}>
      <h3>{texts.defaultValue}</h3>
      {/* An editor is made for its type. */}
      <ValueEditor
        key={printSettingType(type)}
        type={type}
        value={value}
        onChange={onChange}
        onFault={onFault}
        label={texts.defaultValue}
      />
      {isChanged && (
        <div role="status" className={warning.warning}>
          <p>{texts.defaultOfCode}</p>
          <p>{texts.ruleInsteadText}</p>
          {onRuleForEveryone && <Button onPress={onRuleForEveryone}>{texts.ruleInstead}</Button>}
        </div>
      )}
    </div>
  );
}
