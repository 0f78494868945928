import { Link } from '@tanstack/react-router';
import { jsonEquals } from '@heksher/domain';
import { EqualNot } from 'lucide-react';
import type { ReactElement } from 'react';
import type { ComparedSetting, ContextValue } from '../../api/comparison.js';
import type { Column } from '../../components/data-table.js';
import { ValueLine } from '../../components/value.js';
import type { ExportColumn } from '../../exports/table.js';
import { words } from '../../words/en.js';
import { LETTERS } from './addressed-contexts.js';
import styles from './contexts.module.css';

const { contexts: texts } = words;

/** The name, the value in each context, and whether these differ. */
export function contextColumns(contexts: readonly string[]): Column<ComparedSetting>[] {
  const values = contexts.map((context, at): Column<ComparedSetting> => ({
    id: `value ${at}`,
    header: headerOf(contexts, at),
    head: <bdi>{headerOf(contexts, at)}</bdi>,
    width: [13, 1.5],
    cell: ({ name, values: all }) => {
      const value = all[at];
      return value && <ValueCell name={name} context={context} value={value} />;
    },
  }));
  const comparison: Column<ComparedSetting> = {
    id: 'comparison',
    header: texts.comparison,
    width: 8,
    cell: (setting) => <Difference isDifferent={isDifferent(setting)} />,
  };
  return [
    {
      id: 'name',
      header: texts.setting,
      width: [14, 1.5],
      cell: ({ name }) => (
        <Link to="/settings/$name" params={{ name }} search={{ context: contexts[0] ?? '' }} data-row-link>
          <bdi>{name}</bdi>
        </Link>
      ),
    },
    ...(contexts.length > 1 ? [comparison] : []),
    ...values,
  ];
}

/** What an export of settings in contexts has: a column for each context. */
export function contextExport(contexts: readonly string[]): ExportColumn<ComparedSetting>[] {
  return [
    { name: 'setting', value: ({ name }) => name },
    ...contexts.map((_, at): ExportColumn<ComparedSetting> => ({
      name: headerOf(contexts, at),
      value: ({ values }) => values[at]?.value,
    })),
  ];
}

/** Whether the values of a setting are not the same in all contexts. */
export function isDifferent({ values: [first, ...others] }: ComparedSetting): boolean {
  return first !== undefined && others.some(({ value }) => !jsonEquals(first.value, value));
}

function headerOf(contexts: readonly string[], at: number): string {
  const text = contexts[at] || texts.noFeatures;
  return contexts.length === 1 ? text : `${LETTERS[at]?.toUpperCase()}: ${text}`;
}

/** A value with its reason, leading to the explanation. */
function ValueCell({ name, context, value }: { name: string; context: string; value: ContextValue }): ReactElement {
  const { rule_id } = value;
  const reason = value.reason === 'rule' && rule_id !== undefined ? texts.rule(rule_id) : texts.default;
  return (
    <Link to="/settings/$name" params={{ name }} search={{ context }} className={styles.cell}>
      <ValueLine value={value.value} />
      <span className={styles.reason}>{reason}</span>
    </Link>
  );
}

function Difference({ isDifferent: isShown }: { isDifferent: boolean }): ReactElement {
  if (!isShown) return <span className="quiet">{texts.same}</span>;
  return (
    <span className={styles.differs}>
      <EqualNot size={16} aria-hidden />
      {texts.differs}
    </span>
  );
}
