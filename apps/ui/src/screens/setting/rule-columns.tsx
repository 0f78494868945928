import { CircleCheck, CircleSlash, Equal, GitFork } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import type { Setting } from '../../api/types.js';
import type { RuleWins } from '../../api/usage.js';
import type { Column } from '../../components/data-table.js';
import { ValueLine } from '../../components/value.js';
import { words } from '../../words/en.js';
import { informationOf } from '../../rule-editing/information.js';
import { LatestRuleChange } from './latest-rule-change.js';
import { wordsOfOutcome } from './outcome-words.js';
import { columnOf } from './rule-filter.js';
import { RuleActions, type RuleCommands } from './rule-actions.js';
import styles from './setting.module.css';
import type { Row } from './ruleset.js';

const { columns } = words.setting;

/** In rem, and more if there are rules that heksher-py may resolve in another way. */
const RANK_WIDTH = 12;
const RESOLVER_WIDTH = 11;

export interface RuleColumnOptions {
  setting: Setting;
  hasContext: boolean;
  /** The field that filters a column. */
  filterOf: (column: string, header: string) => ReactNode;
  /** The checkbox of a row; none for somebody who may change nothing. */
  checkboxOf: ((row: Row) => ReactNode) | undefined;
  checkAll: ReactNode;
  commands: RuleCommands | undefined;
  /** What is known of the wins of rules, by their ids. */
  wins: RuleWins;
}

const OUTCOME: Column<Row> = {
  id: 'outcome',
  header: columns.outcome,
  width: [14, 2],
  cell: (row) => <Verdict row={row} />,
};

/** The columns of the table of a setting's rules. */
export function ruleColumns(options: RuleColumnOptions): Column<Row>[] {
  const { setting, hasContext, filterOf, checkboxOf, checkAll, commands, wins } = options;
  const isAnyDependent = [...(wins?.values() ?? [])].some((use) => use.depends_on_resolver);
  const features = setting.configurable_features.map((feature) => featureColumn(feature, filterOf));
  return [
    {
      id: 'rank',
      header: columns.rank,
      width: RANK_WIDTH + (isAnyDependent ? RESOLVER_WIDTH : 0),
      cell: (row) => <Rank row={row} wins={wins} />,
    },
    ...(checkboxOf ? [{ id: 'select', header: columns.select, head: checkAll, width: 3, cell: checkboxOf }] : []),
    ...features,
    {
      id: 'value',
      header: columns.value,
      head: filterOf('value', columns.value),
      width: [10, 2],
      cell: (row) => <ValueLine value={row.kind === 'rule' ? row.rule.value : setting.default_value} />,
    },
    ...(hasContext ? [OUTCOME] : []),
    {
      id: 'note',
      header: columns.note,
      head: filterOf('note', columns.note),
      width: [9, 1.5],
      cell: (row) => row.kind === 'rule' && <bdi data-tip={informationOf(row.rule)}>{informationOf(row.rule)}</bdi>,
    },
    {
      id: 'changed',
      header: columns.changed,
      width: [11, 1],
      cell: (row) => row.kind === 'rule' && <LatestRuleChange setting={setting.name} rule={row.rule.rule_id} />,
    },
    ...(commands
      ? [
          {
            id: 'actions',
            header: columns.actions,
            width: 8.5,
            cell: (row: Row) => row.kind === 'rule' && <RuleActions rule={row.rule} commands={commands} />,
          },
        ]
      : []),
  ];
}

function featureColumn(feature: string, filterOf: RuleColumnOptions['filterOf']): Column<Row> {
  return {
    id: columnOf(feature),
    header: feature,
    head: filterOf(columnOf(feature), feature),
    width: [7, 1],
    cell: (row) => <Condition row={row} feature={feature} />,
  };
}

function Condition({ row, feature }: { row: Row; feature: string }): ReactElement {
  const wanted = row.kind === 'rule' && row.rule.feature_values.find(([named]) => named === feature);
  return wanted ? <bdi>{wanted[1]}</bdi> : <span className="quiet">*</span>;
}

/** The rank, and whether the rule is of any use. */
function Rank({ row, wins }: { row: Row; wins: RuleWins }): ReactElement {
  if (row.kind === 'default') return <span>{words.common.default}</span>;
  const { never, redundant, rule_id } = row.rule;
  return (
    <span className={styles.rank}>
      <span className={styles.place}>{row.rank}</span>
      <Link
        id={`rule-${rule_id}`}
        from="/settings/$name"
        search={(old) => ({ ...old, rule: String(rule_id) })}
        data-row-link
      >
        {words.setting.rule(rule_id)}
      </Link>
      {never !== null && (
        <span data-tip={never} tabIndex={0} className={styles.mark}>
          <CircleSlash size={14} aria-hidden />
          {words.setting.never}
        </span>
      )}
      {never === null && redundant && (
        <span data-tip={words.setting.redundantWhy} tabIndex={0} className={styles.mark}>
          <Equal size={14} aria-hidden />
          {words.setting.redundant}
        </span>
      )}
      {wins?.get(rule_id)?.depends_on_resolver && (
        <span data-tip={words.usage.resolverWhy} tabIndex={0} className={styles.mark}>
          <GitFork size={14} aria-hidden />
          {words.usage.resolver}
        </span>
      )}
    </span>
  );
}

/** What becomes of a row in the context. */
function Verdict({ row }: { row: Row }): ReactElement | null {
  const text = wordsOfOutcome(row);
  if (text === undefined) return null;
  const isWinner = row.kind === 'rule' ? row.outcome?.kind === 'won' : row.outcome === 'won';
  if (!isWinner) return <span className="quiet">{text}</span>;
  return (
    <strong className={styles.winner}>
      <CircleCheck size={16} aria-hidden /> {text}
    </strong>
  );
}
