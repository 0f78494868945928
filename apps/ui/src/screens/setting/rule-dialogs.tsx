import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { readSettingRules, settingRules } from '../../api/queries.js';
import type { Rule, Setting } from '../../api/types.js';
import { BulkRulesDialog } from '../../rule-editing/bulk-rules-dialog.js';
import { DeleteRulesDialog } from '../../rule-editing/delete-rules-dialog.js';
import type { Start } from '../../rule-editing/rule-draft.js';
import { RuleDialog } from '../../rule-editing/rule-dialog.js';

/** The dialogue that is open over a setting. */
export type OpenDialog =
  | { kind: 'rule'; start: Start }
  | { kind: 'delete'; rules: readonly Rule[] }
  | { kind: 'bulk'; rules: readonly Rule[] };

interface RuleDialogsProps {
  open: OpenDialog | undefined;
  setting: Setting;
  rules: readonly Rule[];
  etag: string | undefined;
  onClose: (isSaved: boolean) => void;
  onOpen: (dialog: OpenDialog) => void;
}

/** The dialogues that change the rules of a setting. */
export function RuleDialogs({ open, setting, rules, etag, onClose, onOpen }: RuleDialogsProps): ReactElement | null {
  const client = useQueryClient();
  if (!open) return null;
  const ofSetting = (listed: readonly Rule[]) => listed.map((rule) => ({ ...rule, setting: setting.name }));
  const lookAgain = async () => {
    const now = await readSettingRules(setting.name);
    client.setQueryData(settingRules(setting.name).queryKey, now);
    return { items: ofSetting(now.rules), guard: { etag: now.etag } };
  };
  const shared = {
    guard: { etag },
    onLookAgain: lookAgain,
    onClose: () => onClose(false),
    onSaved: () => onClose(true),
  };
  switch (open.kind) {
    case 'rule':
      return (
        <RuleDialog
          key={JSON.stringify([open.start.kind, open.start.kind === 'new' ? 0 : open.start.rule.rule_id])}
          setting={setting}
          rules={rules}
          etag={etag}
          start={open.start}
          onClose={onClose}
          onEdit={(rule) => onOpen({ kind: 'rule', start: { kind: 'edit', rule } })}
        />
      );
    case 'delete':
      return <DeleteRulesDialog rules={ofSetting(open.rules)} {...shared} />;
    case 'bulk':
      return (
        <BulkRulesDialog
          rules={ofSetting(open.rules)}
          setting={setting}
          features={setting.configurable_features}
          {...shared}
        />
      );
  }
}
