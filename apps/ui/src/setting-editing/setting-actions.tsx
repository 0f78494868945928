import type { JsonValue } from '@heksher/domain';
import type { ReactElement } from 'react';
import { usePermissions } from '../app/permissions.js';
import { Button } from '../components/button.js';
import { RestoreDialog } from '../undoing/restore-dialog.js';
import { words } from '../words/en.js';
import { DeleteSettingDialog } from './delete-setting-dialog.js';
import { EditSettingDialog } from './edit-setting-dialog.js';

/** The dialogue about a setting itself that is open. */
export type OpenAction = 'edit' | 'restore' | 'delete';

interface SettingActionsProps {
  name: string;
  open: OpenAction | undefined;
  onOpen: (action: OpenAction | undefined) => void;
  /** Called with the name that it has once it is saved. */
  onSaved: (name: string) => void;
  onDeleted: () => void;
  onRuleForEveryone: (value: JsonValue) => void;
}

/** What can be done about a setting itself, by those who may. */
export function SettingActions(props: SettingActionsProps): ReactElement | null {
  const { name, open, onOpen, onSaved, onDeleted, onRuleForEveryone } = props;
  const permissions = usePermissions();
  const close = () => onOpen(undefined);
  if (!permissions.mayEditSetting(name)) return null;
  return (
    <>
      <Button onPress={() => onOpen('edit')}>{words.settingEditing.edit}</Button>
      <Button onPress={() => onOpen('restore')}>{words.undoing.restore}</Button>
      <Button look="danger" onPress={() => onOpen('delete')}>
        {words.settingEditing.delete}
      </Button>
      {open === 'edit' && (
        <EditSettingDialog
          name={name}
          onClose={close}
          onSaved={onSaved}
          onRuleForEveryone={(value) => {
            close();
            onRuleForEveryone(value);
          }}
        />
      )}
      {open === 'restore' && <RestoreDialog settings={[name]} onClose={close} />}
      {open === 'delete' && <DeleteSettingDialog name={name} onClose={close} onDeleted={onDeleted} />}
    </>
  );
}
