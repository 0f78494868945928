import type { JsonValue } from '@heksher/domain';
import { useDeferredValue, useMemo, useState, type ReactElement } from 'react';
import { Button } from '../components/button.js';
import { CancelButton, Dialog, DialogActions, useTyped } from '../components/dialog.js';
import { FailureNote } from '../components/failure.js';
import { TextField } from '../components/field.js';
import { Loading } from '../components/loading.js';
import { words } from '../words/en.js';
import { AliasesEditor } from './aliases-editor.js';
import { DefaultEditor } from './default-editor.js';
import { defaultOf, editStateOf, onto, wantedChanges, type EditState } from './edit-state.js';
import { EditReview } from './edit-review.js';
import { FeaturesEditor } from './features-editor.js';
import { Meanwhile } from './meanwhile.js';
import { MetadataEditor } from './metadata-editor.js';
import { Obstacles } from './obstacles.js';
import { planChange } from './plan-change.js';
import { readType } from './type-draft.js';
import { TypeEditor } from './type-editor.js';
import { useKnownSetting, type KnownSetting } from './use-known-setting.js';
import { useNameFault } from './use-name-fault.js';

const texts = words.settingEditing;

interface EditSettingDialogProps {
  name: string;
  onClose: () => void;
  /** Called with the name once it is saved, which may be a new one. */
  onSaved?: ((name: string) => void) | undefined;
  /** Adds a rule for everyone with a value, in place of another default value. */
  onRuleForEveryone?: ((value: JsonValue) => void) | undefined;
}

/** Changes a setting: its name, type, default value, features, metadata and aliases. */
export function EditSettingDialog(props: EditSettingDialogProps): ReactElement {
  const { name, onClose } = props;
  const { known, error, retry } = useKnownSetting(name);
  return (
    <Dialog title={texts.editTitle(name)} isOpen onClose={onClose} isWide>
      {error && <FailureNote error={error} onRetry={retry} />}
      {!known && !error && <Loading />}
      {known && <Editing {...props} now={known} />}
    </Dialog>
  );
}

function Editing({ now, ...props }: EditSettingDialogProps & { now: KnownSetting }): ReactElement {
  const { onClose, onSaved, onRuleForEveryone } = props;
  // What is edited is never overwritten by what others do.
  const [base, setBase] = useState(now);
  const [state, setState] = useState(() => editStateOf(now.setting));
  const [fault, setFault] = useState<string>();
  const [isReviewed, setReviewed] = useState(false);
  const { setting } = base;
  const changes = useMemo(() => wantedChanges(state, setting), [state, setting]);
  const settled = useDeferredValue(changes);
  const plan = useMemo(() => settled && planChange(base, settled), [base, settled]);
  const reading = readType(state.type);
  const isOutdated = now.etag !== base.etag;
  const isUnchanged = changes !== undefined && Object.keys(changes).length === 0 && state.removedAliases.length === 0;
  const nameFault = useNameFault()(state.name);
  const isFaulty =
    state.features.length === 0 ||
    !plan ||
    plan.refusal !== undefined ||
    fault !== undefined ||
    nameFault !== undefined;
  useTyped(!isUnchanged || fault !== undefined);
  const edit = (changed: Partial<EditState>) => setState((old) => ({ ...old, ...changed }));

  const meanwhile = isOutdated && (
    <Meanwhile
      then={setting}
      now={now.setting}
      onTheirs={() => {
        setBase(now);
        setState(editStateOf(now.setting));
        setReviewed(false);
      }}
      onMine={() => {
        setState(onto(state, setting, now.setting));
        setBase(now);
      }}
    />
  );
  if (isReviewed && changes && plan) {
    return (
      <>
        {meanwhile}
        <EditReview
          base={base}
          changes={changes}
          removedAliases={state.removedAliases}
          plan={plan}
          isOutdated={isOutdated}
          onBack={() => setReviewed(false)}
          onSaved={() => {
            onClose();
            onSaved?.(state.name);
          }}
        />
      </>
    );
  }
  return (
    <>
      {meanwhile}
      <TextField
        label={texts.name}
        hint={state.name === setting.name ? texts.nameHint : texts.oldNameStays(setting.name)}
        value={state.name}
        onChange={(name) => edit({ name })}
        error={nameFault}
      />
      <TypeEditor value={state.type} onChange={(type) => edit({ type })} />
      {'type' in reading && (
        <DefaultEditor
          type={reading.type}
          value={defaultOf(state)}
          onChange={(defaultValue) => edit({ defaultValue })}
          onFault={setFault}
          isChanged={changes?.default_value !== undefined}
          onRuleForEveryone={onRuleForEveryone && (() => onRuleForEveryone(defaultOf(state)))}
        />
      )}
      <FeaturesEditor features={base.features} chosen={state.features} onChange={(features) => edit({ features })} />
      <MetadataEditor rows={state.metadata} onChange={(metadata) => edit({ metadata })} />
      <AliasesEditor
        setting={setting.name}
        aliases={setting.aliases}
        removed={state.removedAliases}
        onChange={(removedAliases) => edit({ removedAliases })}
      />
      {plan && <Obstacles setting={setting.name} plan={plan} />}
      <DialogActions>
        <CancelButton />
        <Button look="primary" isDisabled={isFaulty || isUnchanged} onPress={() => setReviewed(true)}>
          {texts.review}
        </Button>
      </DialogActions>
    </>
  );
}
