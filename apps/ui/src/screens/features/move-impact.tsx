import { jsonEquals } from '@heksher/domain';
import { useMemo, type ReactElement } from 'react';
import type { ChangeSetResult, ImpactEntry, ImpactValue } from '../../api/types.js';
import { conditionsText } from '../../components/conditions.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { SettingLink } from '../../components/setting-link.js';
import { ValueLine } from '../../components/value.js';
import { printContext } from '../../context/context-text.js';
import { words } from '../../words/en.js';
import styles from './features.module.css';

const { features: texts } = words;

/** For whom a move changes which values. */
export function MoveImpact({ result }: { result: ChangeSetResult }): ReactElement {
  const columns = useMemo(() => impactColumns(), []);
  const { impact } = result;
  const changed = useMemo(() => impact?.filter(isValueChanged) ?? [], [impact]);
  const settings = new Set(changed.map(({ setting }) => setting)).size;
  const others = (impact?.length ?? 0) - changed.length;
  return (
    <>
      <p role="status">
        {result.impact_truncated && `${texts.atLeast} `}
        {changed.length > 0 && texts.impact(settings, changed.length)}
        {changed.length === 0 && !result.impact_truncated && texts.noImpact}
        {others > 0 && ` ${texts.otherRules(others)}`}
      </p>
      {changed.length > 0 && (
        <div className={styles.impact}>
          <DataTable label={words.impact.label} columns={columns} rows={changed} keyOf={keyOf} />
        </div>
      )}
    </>
  );
}

function impactColumns(): Column<ImpactEntry>[] {
  const names = texts.impactColumns;
  return [
    {
      id: 'setting',
      header: names.setting,
      width: [12, 2],
      cell: ({ setting, context }) => <SettingLink name={setting} context={contextText(context)} isInNewTab />,
    },
    {
      id: 'context',
      header: names.context,
      width: [10, 2],
      cell: ({ context }) => <bdi>{conditionsText(Object.entries(context))}</bdi>,
    },
    { id: 'before', header: names.before, width: [8, 1], cell: ({ before }) => <Side value={before} /> },
    { id: 'after', header: names.after, width: [8, 1], cell: ({ after }) => <Side value={after} /> },
  ];
}

function Side({ value }: { value: ImpactValue | null }): ReactElement | null {
  return value && <ValueLine value={value.value} />;
}

function isValueChanged({ before, after }: ImpactEntry): boolean {
  return before === null || after === null || !jsonEquals(before.value, after.value);
}

function keyOf({ setting, context }: ImpactEntry): string {
  return `${setting} ${contextText(context)}`;
}

function contextText(context: Record<string, string>): string {
  return printContext(new Map(Object.entries(context)));
}
