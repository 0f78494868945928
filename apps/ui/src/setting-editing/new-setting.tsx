import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { usePermissions } from '../app/permissions.js';
import { useShortcuts } from '../app/shortcuts.js';
import { Button } from '../components/button.js';
import { words } from '../words/en.js';
import { DeclareDialog } from './declare-dialog.js';

/** A button that adds a setting, as does the key `n`, and leads to it. */
export function NewSetting(): ReactElement | null {
  const { isAdmin } = usePermissions();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  useShortcuts({ n: isAdmin ? () => setOpen(true) : undefined });
  if (!isAdmin) return null;
  return (
    <>
      <Button look="primary" onPress={() => setOpen(true)}>
        <Plus size={16} aria-hidden />
        {words.settingEditing.declareTitle}
      </Button>
      {isOpen && (
        <DeclareDialog
          onClose={() => setOpen(false)}
          onDeclared={(name) => void navigate({ to: '/settings/$name', params: { name } })}
        />
      )}
    </>
  );
}
