import { CopyPlus, Pencil, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Rule } from '../../api/types.js';
import { RowButton } from '../../components/button.js';
import { words } from '../../words/en.js';

export interface RuleCommands {
  edit: (rule: Rule) => void;
  copy: (rule: Rule) => void;
  remove: (rule: Rule) => void;
}

const { setting } = words;

/** What can be done to one rule. */
export function RuleActions({ rule, commands }: { rule: Rule; commands: RuleCommands }): ReactElement {
  return (
    <span>
      <RowButton label={setting.editRule(rule.rule_id)} onPress={() => commands.edit(rule)}>
        <Pencil size={16} aria-hidden />
      </RowButton>
      <RowButton label={setting.copyRule(rule.rule_id)} onPress={() => commands.copy(rule)}>
        <CopyPlus size={16} aria-hidden />
      </RowButton>
      <RowButton label={setting.deleteRule(rule.rule_id)} onPress={() => commands.remove(rule)}>
        <Trash2 size={16} aria-hidden />
      </RowButton>
    </span>
  );
}
