import { Link } from '@tanstack/react-router';
import { printJson } from '@heksher/domain';
import type { ReactElement } from 'react';
import type { RuleWins as Wins } from '../../api/usage.js';
import { Button } from '../../components/button.js';
import { equationsText } from '../../components/conditions.js';
import { Dialog, DialogActions } from '../../components/dialog.js';
import { ValueText } from '../../components/value.js';
import { RuleWins } from '../../usage/rule-wins.js';
import { words } from '../../words/en.js';
import { informationOf } from '../../rule-editing/information.js';
import { LatestRuleChange } from './latest-rule-change.js';
import { wordsOfOutcome } from './outcome-words.js';
import type { RuleCommands } from './rule-actions.js';
import type { RankedRule } from './ruleset.js';
import styles from './setting.module.css';

interface RuleDetailsProps {
  row: RankedRule;
  setting: string;
  /** Undefined for somebody who may change nothing. */
  commands: RuleCommands | undefined;
  wins: { data?: Wins; error: Error | null };
  onClose: () => void;
}

const { setting: setting_, common } = words;

/** All of a rule: its whole value, its metadata, and what becomes of it. */
export function RuleDetails({ row, setting, commands, wins, onClose }: RuleDetailsProps): ReactElement {
  const { rule, rank } = row;
  const outcome = wordsOfOutcome(row);
  const conditions = equationsText(rule.feature_values);
  return (
    <Dialog isWide title={setting_.rule(rule.rule_id)} isOpen onClose={onClose}>
      <dl className={styles.details}>
        <dt>{setting_.conditions}</dt>
        <dd>
          <bdi>{conditions === '' ? common.everyone : conditions}</bdi>
        </dd>
        <dt>{setting_.columns.value}</dt>
        <dd className={styles.long} tabIndex={0}>
          <ValueText value={rule.value} />
        </dd>
        <dt>{setting_.columns.rank}</dt>
        <dd>{rank.toLocaleString()}</dd>
        {outcome !== undefined && (
          <>
            <dt>{setting_.columns.outcome}</dt>
            <dd>{outcome}</dd>
          </>
        )}
        {rule.never !== null && <Mark name={setting_.never} why={rule.never} />}
        {rule.never === null && rule.redundant && <Mark name={setting_.redundant} why={setting_.redundantWhy} />}
        <RuleWins rule={rule.rule_id} {...wins} />
        {informationOf(rule) !== '' && (
          <>
            <dt>{setting_.columns.note}</dt>
            <dd>
              <bdi>{informationOf(rule)}</bdi>
            </dd>
          </>
        )}
        <dt>{setting_.metadata}</dt>
        <dd>
          <code>{printJson(rule.metadata)}</code>
        </dd>
        <dt>{setting_.columns.changed}</dt>
        <dd>
          <LatestRuleChange setting={setting} rule={rule.rule_id} />{' '}
          <Link to="/changes" search={{ rule: String(rule.rule_id) }}>
            {setting_.history}
          </Link>
        </dd>
      </dl>
      {commands && (
        <DialogActions>
          <Button look="danger" onPress={() => commands.remove(rule)}>
            {common.delete}
          </Button>
          <Button onPress={() => commands.copy(rule)}>{common.copy}</Button>
          <Button look="primary" onPress={() => commands.edit(rule)}>
            {common.edit}
          </Button>
        </DialogActions>
      )}
    </Dialog>
  );
}

function Mark({ name, why }: { name: string; why: string }): ReactElement {
  return (
    <>
      <dt>{name}</dt>
      <dd>{why}</dd>
    </>
  );
}
