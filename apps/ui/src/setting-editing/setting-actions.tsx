import type { JsonValue } from '@heksher/domain';
import { useState, type ReactElement } from 'react';
import { usePermissions } from '../app/permissions.js';
import { Button } from '../components/button.js';
import { RestoreDialog } from '../undoing/restore-dialog.js';
import { words } from '../words/en.js';
import { DeleteSettingDialog } from './delete-setting-dialog.js';
import { EditSettingDialog } from './edit-setting-dialog.js';

interface SettingActionsProps {
  name: string;
  /** Called with the name that it has once it is saved. */
  onSaved: (name: string) => void;
  onDeleted: () => void;
  onRuleForEveryone: (value: JsonValue) => void;
}

/** What can be done about a setting itself, by those who may. */
export function SettingActions({
  name,
  onSaved,
  onDeleted,
  onRuleForEveryone,
}: SettingActionsProps): ReactElement | null {
  const permissions = usePermissions();
  const [open, setOpen] = useState<'edit' | 'restore' | 'delete'>();
  const close = () => setOpen(undefined);
  if (!permissions.mayEditSetting(name)) return null;
  return (
    <>
      <Button onPress={() => setOpen('edit')}>{words.settingEditing.edit}</Button>
      <Button onPress={() => setOpen('restore')}>{words.undoing.restore}</Button>
      <Button look="danger" onPress={() => setOpen('delete')}>
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
