import type { ReactElement } from 'react';
import type { ChangeSetResult, ImpactEntry, ImpactValue } from '../api/types.js';
import { equationsText } from '../components/conditions.js';
import { DataTable, type Column } from '../components/data-table.js';
import { SettingLink } from '../components/setting-link.js';
import { ValueLine } from '../components/value.js';
import { words } from '../words/en.js';
import styles from './rule-editing.module.css';

const { impact: impactWords } = words;

/** A longer table scrolls. */
const MOST_ROWS = 7;
const ROW_REM = 2.5;

interface ImpactTableProps {
  result: Pick<ChangeSetResult, 'impact' | 'impact_truncated'>;
  /** Whether a newer result is to come. */
  isBusy?: boolean;
}

/** For whom values change: what a dry run says about a change set. */
export function ImpactTable({ result, isBusy = false }: ImpactTableProps): ReactElement {
  const { impact = [] } = result;
  const title = <p role="status">{isBusy ? impactWords.computing : titleOf(result)}</p>;
  if (impact.length === 0) return title;
  const isOfOne = new Set(impact.map(({ setting }) => setting)).size === 1;
  return (
    <>
      {title}
      <div
        className={styles.impact}
        style={{ height: `${Math.min(impact.length + 1, MOST_ROWS) * ROW_REM + 0.25}rem` }}
      >
        <DataTable
          label={impactWords.label}
          columns={isOfOne ? COLUMNS.slice(1) : COLUMNS}
          rows={impact}
          keyOf={({ setting, context }) => `${setting} ${JSON.stringify(context)}`}
        />
      </div>
    </>
  );
}

function titleOf({ impact = [], impact_truncated = false }: ImpactTableProps['result']): string {
  if (impact.length === 0) return impactWords.none;
  return impact_truncated ? impactWords.truncated(impact.length) : impactWords.title(impact.length);
}

/** A setting that does not exist yet has no page. */
function settingCell({ setting, before }: ImpactEntry): ReactElement {
  return before ? <SettingLink name={setting} isInNewTab /> : <bdi>{setting}</bdi>;
}

const COLUMNS: readonly Column<ImpactEntry>[] = [
  {
    id: 'setting',
    header: impactWords.setting,
    width: [10, 1],
    cell: settingCell,
  },
  {
    id: 'context',
    header: impactWords.context,
    width: [10, 1.5],
    cell: ({ context }) => <ContextText context={context} />,
  },
  { id: 'before', header: impactWords.before, width: [8, 1], cell: ({ before }) => <Side side={before} /> },
  { id: 'after', header: impactWords.after, width: [8, 1], cell: ({ after }) => <Side side={after} /> },
];

function ContextText({ context }: { context: ImpactEntry['context'] }): ReactElement {
  const conditions = Object.entries(context);
  return <bdi>{conditions.length === 0 ? impactWords.otherwise : equationsText(conditions)}</bdi>;
}

function Side({ side }: { side: ImpactValue | null }): ReactElement {
  if (!side) return <span className="quiet">{impactWords.noSetting}</span>;
  const { value, rule_id } = side;
  return (
    <span className={styles.side}>
      <ValueLine value={value} />
      <span className="quiet">{ruleText(rule_id)}</span>
    </span>
  );
}

/** A rule that does not exist yet has no id. */
function ruleText(id: number | null | undefined): string {
  if (id === undefined) return impactWords.newRule;
  return id === null ? words.common.default : words.setting.rule(id);
}
