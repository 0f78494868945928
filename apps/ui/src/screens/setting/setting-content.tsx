import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState, type ReactElement } from 'react';
import type { Rule, SettingRules } from '../../api/types.js';
import { ruleUsage } from '../../api/usage.js';
import { usePermissions } from '../../app/permissions.js';
import { useShortcuts } from '../../app/shortcuts.js';
import { useSelection } from '../../components/selection.js';
import { ContextBar } from '../../context/context-bar.js';
import { readContext } from '../../context/context-text.js';
import { words } from '../../words/en.js';
import { DecisionPanel } from './decision.js';
import { RuleDetails } from './rule-details.js';
import { RuleDialogs, type OpenDialog } from './rule-dialogs.js';
import { RuleTable } from './rule-table.js';
import { keyOf, rowsOf, rulesetOf, type RankedRule } from './ruleset.js';
import { SettingFacts } from './setting-facts.js';

const route = getRouteApi('/settings/$name');

interface SettingContentProps extends SettingRules {
  /** The name in the address: it may be an alias. */
  asked: string;
  /** Of the setting with its rules, as they are shown. */
  etag: string | undefined;
  features: readonly string[];
  open: OpenDialog | undefined;
  onOpen: (dialog: OpenDialog | undefined) => void;
  /** Opens the dialogue about the setting itself; absent for somebody who may not change it. */
  onEditSetting: (() => void) | undefined;
}

/** What a setting is, its context, and its rules. */
export function SettingContent(props: SettingContentProps): ReactElement {
  const { asked, setting, rules, etag, features, open, onOpen, onEditSetting } = props;
  const { context: text = '', rule: shownRule } = route.useSearch();
  const navigate = route.useNavigate();
  const context = useMemo(() => readContext(text), [text]);
  const ruleset = useMemo(() => rulesetOf(setting, rules, features), [setting, rules, features]);
  const rows = useMemo(() => rowsOf(rules, ruleset, context), [rules, ruleset, context]);
  const wins = useQuery(ruleUsage(setting.name));
  const selection = useSelection(rows, keyOf);
  const mayEdit = usePermissions().mayEditRules(setting.name);

  const close = () => void navigate({ search: (old) => ({ ...old, rule: undefined }) });
  const [commands] = useState(() => ({
    edit: (rule: Rule) => onOpen({ kind: 'rule', start: { kind: 'edit', rule } }),
    copy: (rule: Rule) => onOpen({ kind: 'rule', start: { kind: 'copy', rule } }),
    remove: (rule: Rule) => onOpen({ kind: 'delete', rules: [rule] }),
  }));
  const focused = () => {
    const link = document.activeElement?.closest('tr')?.querySelector('[data-row-link]');
    return rows.find((row): row is RankedRule => row.kind === 'rule' && link?.id === `rule-${row.rule.rule_id}`)?.rule;
  };
  useShortcuts({
    n: mayEdit ? () => onOpen({ kind: 'rule', start: { kind: 'new' } }) : undefined,
    // The rule that has the focus, or else the setting.
    e: () => {
      const rule = focused();
      if (!rule) onEditSetting?.();
      else if (mayEdit) commands.edit(rule);
    },
  });
  const details = rows.find((row): row is RankedRule => row.kind === 'rule' && String(row.rule.rule_id) === shownRule);
  const selected = selection.rows.flatMap((row) => (row.kind === 'rule' ? [row.rule] : []));

  return (
    <>
      {asked !== setting.name && <p className="quiet">{words.setting.isAlias(asked, setting.name)}</p>}
      <SettingFacts setting={setting} />
      <ContextBar
        features={setting.configurable_features}
        context={text}
        onChange={(chosen) => void navigate({ search: (old) => ({ ...old, context: chosen }) })}
      />
      {context.size > 0 && <DecisionPanel ruleset={ruleset} context={context} />}
      <RuleTable
        setting={setting}
        rows={rows}
        hasContext={context.size > 0}
        selection={selection}
        commands={mayEdit ? commands : undefined}
        wins={wins.data}
        onBulk={(action) => onOpen({ kind: action === 'delete' ? 'delete' : 'bulk', rules: selected })}
      />
      {details && !open && (
        <RuleDetails
          row={details}
          setting={setting.name}
          commands={mayEdit ? commands : undefined}
          wins={wins}
          onClose={close}
        />
      )}
      <RuleDialogs
        open={open}
        setting={setting}
        rules={rules}
        etag={etag}
        onOpen={onOpen}
        onClose={(isSaved) => {
          onOpen(undefined);
          if (isSaved) selection.clear();
          if (shownRule !== undefined) close();
        }}
      />
    </>
  );
}
