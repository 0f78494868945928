import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { FoundRule } from '../../api/types.js';
import { Conditions } from '../../components/conditions.js';
import type { Column } from '../../components/data-table.js';
import { ValueLine } from '../../components/value.js';
import type { ExportColumn } from '../../exports/table.js';
import { words } from '../../words/en.js';
import { printContext } from '../../context/context-text.js';
import { informationOf } from '../../rule-editing/information.js';

const { exceptions } = words;
const { columns } = exceptions;

interface Boxes {
  all: ReactNode;
  of: (rule: FoundRule) => ReactNode;
}

/** The columns of the list of rules of all settings. */
export function exceptionColumns(boxes: Boxes): Column<FoundRule>[] {
  return [
    {
      id: 'setting',
      header: columns.setting,
      width: [15, 1.5],
      head: (
        <>
          {boxes.all}
          <span>{columns.setting}</span>
        </>
      ),
      cell: (rule) => (
        <>
          {boxes.of(rule)}
          <Link
            to="/settings/$name"
            params={{ name: rule.setting }}
            search={{ rule: String(rule.rule_id) }}
            data-row-link
          >
            <bdi>{rule.setting}</bdi>
          </Link>
        </>
      ),
    },
    {
      id: 'conditions',
      header: columns.conditions,
      width: [12, 1.5],
      cell: ({ feature_values }) => <Conditions conditions={feature_values} />,
    },
    {
      id: 'value',
      header: columns.value,
      width: [10, 1.5],
      cell: ({ value }) => <ValueLine value={value} />,
    },
    {
      id: 'note',
      header: columns.note,
      width: [10, 1],
      cell: (rule) => <bdi>{informationOf(rule)}</bdi>,
    },
  ];
}

/** What an export of rules has. */
export const EXCEPTION_EXPORT: ExportColumn<FoundRule>[] = [
  { name: 'setting', value: ({ setting }) => setting },
  { name: 'rule_id', value: ({ rule_id }) => rule_id },
  {
    name: 'feature_values',
    value: ({ feature_values }) => Object.fromEntries(feature_values),
    csv: ({ feature_values }) => printContext(new Map(feature_values)),
  },
  { name: 'value', value: ({ value }) => value },
  { name: 'metadata', value: ({ metadata }) => metadata },
];
