import { accepts, parseSettingType, printJson, type JsonValue } from '@heksher/domain';
import { useMemo, useState, type ReactElement } from 'react';
import { Checkbox, Radio, RadioGroup } from 'react-aria-components';
import type { Operation, Setting } from '../api/types.js';
import { Dialog, useTyped } from '../components/dialog.js';
import { SelectField } from '../components/field.js';
import field from '../components/field.module.css';
import { FeatureValueField } from '../context/feature-value-field.js';
import { ValueEditor } from '../editors/value-editor.js';
import { words } from '../words/en.js';
import { ChangeSetForm, type ChangeSetFormProps } from './change-set-form.js';
import { idOf, type RulesDialogProps } from './delete-rules-dialog.js';
import { MissedRules } from './missed-rules.js';
import styles from './rule-editing.module.css';
import { copies, revaluations, type ListedRule } from './rule-operations.js';
import { useBasis } from './use-basis.js';
import { useExisting } from './use-existing.js';

interface BulkRulesDialogProps extends RulesDialogProps {
  /** The setting, if all rules are of one: only then they can get one value. */
  setting?: Setting | undefined;
  /** The features that copies can have conditions on, in order. */
  features: readonly string[];
}

const { bulkRules } = words;

/** Changes many rules at once: gives them one value, or copies them to another value of a feature. */
export function BulkRulesDialog(props: BulkRulesDialogProps): ReactElement {
  const { rules, setting, features, guard, onLookAgain, onClose, onSaved } = props;
  const basis = useBasis({ items: rules, guard }, idOf, onLookAgain);
  const { items, missed } = basis;
  const [kind, setKind] = useState(setting ? 'value' : 'copy');
  const rest = { rules: items, guard: basis.guard, onFailure: basis.lookAgain, failure: basis.failure, onSaved };
  return (
    <Dialog isWide title={bulkRules.title(items.length)} isOpen onClose={onClose}>
      {missed && <MissedRules {...missed} now={items} />}
      {setting && (
        <RadioGroup aria-label={bulkRules.what} value={kind} onChange={setKind} className={styles.radios ?? ''}>
          <Radio value="value" className={styles.radio ?? ''}>
            {bulkRules.setValue}
          </Radio>
          <Radio value="copy" className={styles.radio ?? ''}>
            {bulkRules.copyTo}
          </Radio>
        </RadioGroup>
      )}
      {setting && kind === 'value' ? (
        <SetValue setting={setting} {...rest} />
      ) : (
        <CopyRules features={features} {...rest} />
      )}
    </Dialog>
  );
}

interface Rest extends Pick<ChangeSetFormProps, 'guard' | 'onFailure' | 'failure' | 'onSaved'> {
  rules: readonly ListedRule[];
}

function SetValue({ rules, setting, ...rest }: Rest & { setting: Setting }): ReactElement {
  const type = useMemo(() => parseSettingType(setting.type), [setting.type]);
  const [begun] = useState<JsonValue>(rules[0]?.value ?? setting.default_value);
  const [value, setValue] = useState(begun);
  const [fault, setFault] = useState<string>();
  useTyped(printJson(value) !== printJson(begun) || (fault !== undefined && accepts(type, begun)));
  const operations = useMemo<Operation[]>(
    () => (fault === undefined ? revaluations(rules, value) : []),
    [rules, value, fault],
  );
  return (
    <>
      <ValueEditor
        label={words.setting.columns.value}
        type={type}
        value={value}
        onChange={setValue}
        onFault={setFault}
      />
      <ChangeSetForm
        operations={operations}
        action={words.common.save}
        done={bulkRules.changed(rules.length)}
        {...rest}
      />
    </>
  );
}

function CopyRules({ rules, features, ...rest }: Rest & { features: readonly string[] }): ReactElement {
  // Rules of one customer mostly share one condition: that is the one to replace.
  const shared = rules[0]?.feature_values.find((pair) =>
    rules.every(({ feature_values }) => feature_values.some(([name, value]) => name === pair[0] && value === pair[1])),
  );
  const [feature, setFeature] = useState(shared?.[0] ?? features[0] ?? '');
  const [to, setTo] = useState('');
  const [overwrite, setOverwrite] = useState(false);
  useTyped(to !== '');
  const creations = useMemo(
    () => (to === '' || feature === '' ? [] : copies(rules, { feature, value: to, overwrite: false })),
    [rules, feature, to],
  );
  const existing = useExisting(creations);
  const operations = useMemo(() => {
    if (existing === undefined || to === '') return [];
    if (overwrite) return copies(rules, { feature, value: to, overwrite });
    return creations.filter((_, at) => !existing.has(at));
  }, [existing, overwrite, creations, rules, feature, to]);
  return (
    <>
      <SelectField
        label={bulkRules.feature}
        choices={features.map((name) => ({ id: name, text: name }))}
        value={feature}
        onChange={setFeature}
      />
      {feature !== '' && (
        <div className={styles.conditions}>
          <FeatureValueField
            key={feature}
            feature={feature}
            value={to}
            onChange={setTo}
            placeholder={bulkRules.newValue}
          />
        </div>
      )}
      {existing !== undefined && existing.size > 0 && (
        <>
          <p role="status">{bulkRules.existing(existing.size)}</p>
          <Checkbox isSelected={overwrite} onChange={setOverwrite} className={field.option ?? ''}>
            {({ isSelected }) => (
              <>
                <span aria-hidden>{isSelected ? '☑' : '☐'}</span> {bulkRules.overwrite}
              </>
            )}
          </Checkbox>
        </>
      )}
      <ChangeSetForm
        operations={operations}
        action={words.common.copy}
        done={bulkRules.copied(operations.length)}
        {...rest}
      />
    </>
  );
}
