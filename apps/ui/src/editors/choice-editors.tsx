import { useId, type ReactElement } from 'react';
import { primitiveKey, printJson, type Options } from '@heksher/domain';
import { SelectField } from '../components/field.js';
import field from '../components/field.module.css';
import { words } from '../words/en.js';
import { withFlag, type DraftOf } from './draft.js';
import type { EditorProps } from './editor-props.js';
import styles from './editors.module.css';

const TRUTHS: Options = new Map([false, true].map((truth) => [primitiveKey(truth), truth]));

export function BoolEditor({
  draft: { chosen },
  change,
  ...props
}: EditorProps & { draft: DraftOf<'choice'> }): ReactElement {
  return (
    <OptionGroup
      {...props}
      type="radio"
      options={TRUTHS}
      chosen={chosen === undefined ? [] : [primitiveKey(chosen)]}
      onToggle={(key) => change(() => ({ kind: 'choice', chosen: TRUTHS.get(key) }))}
    />
  );
}

/** Options are shown as JSON: the text `"1"` is another one than the number `1`. */
export function EnumEditor({
  draft: { chosen },
  options,
  change,
  ...props
}: EditorProps & { draft: DraftOf<'choice'>; options: Options }): ReactElement {
  return (
    <SelectField
      {...props}
      choices={[...options].map(([id, option]) => ({ id, text: printJson(option) }))}
      value={chosen === undefined ? '' : primitiveKey(chosen)}
      placeholder={words.editors.choose}
      onChange={(id) => change(() => ({ kind: 'choice', chosen: options.get(id) }))}
    />
  );
}

export function FlagsEditor({
  draft: { chosen },
  options,
  change,
  ...props
}: EditorProps & { draft: DraftOf<'flags'>; options: Options }): ReactElement {
  return (
    <OptionGroup
      {...props}
      type="checkbox"
      options={options}
      chosen={chosen.map(primitiveKey)}
      onToggle={(key) =>
        change((old) => (old.kind === 'flags' ? { kind: 'flags', chosen: withFlag(old.chosen, options, key) } : old))
      }
    />
  );
}

interface OptionGroupProps {
  label: string;
  isLabelHidden?: boolean;
  type: 'radio' | 'checkbox';
  options: Options;
  /** The keys of the chosen ones. */
  chosen: readonly string[];
  onToggle: (key: string) => void;
}

function OptionGroup({ label, isLabelHidden, type, options, chosen, onToggle }: OptionGroupProps): ReactElement {
  const name = useId();
  return (
    <fieldset className={styles.options}>
      <legend className={isLabelHidden ? 'hidden' : (field.label ?? '')}>{label}</legend>
      {options.size === 0 && <p className="quiet">{words.editors.noOptions}</p>}
      {[...options].map(([key, option]) => (
        <label key={key} className={styles.option}>
          <input type={type} name={name} checked={chosen.includes(key)} onChange={() => onToggle(key)} />
          <code>{printJson(option)}</code>
        </label>
      ))}
    </fieldset>
  );
}
