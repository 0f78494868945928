import { printJson, type Context } from '@heksher/domain';
import type { ReactNode } from 'react';
import type { FoundSetting } from '../../api/types.js';
import type { StaleList } from '../../api/usage.js';
import type { Column } from '../../components/data-table.js';
import { SettingLink } from '../../components/setting-link.js';
import { Time } from '../../components/time.js';
import { ValueLine } from '../../components/value.js';
import { printContext } from '../../context/context-text.js';
import type { ExportColumn } from '../../exports/table.js';
import { words } from '../../words/en.js';
import { staleColumns, staleExport } from './stale-columns.js';
import { ValueInContext } from './value-in-context.js';

const { columns } = words.settings;

export interface SettingColumnOptions {
  context: Context;
  /** Keys of metadata that have columns. */
  metadata: readonly string[];
  /** What is stale, if the list has only that. */
  stale: StaleList | undefined;
  isSortedByChange: boolean;
  onSort: (sort: string | undefined) => void;
  /** The checkbox of a row, and that of all; none for somebody who may change nothing. */
  checkboxOf: ((setting: FoundSetting) => ReactNode) | undefined;
  checkAll: ReactNode;
}

/** The columns of the list of settings. */
export function settingColumns(options: SettingColumnOptions): Column<FoundSetting>[] {
  const { context, metadata, stale, isSortedByChange, onSort, checkboxOf, checkAll } = options;
  const text = context.size === 0 ? undefined : printContext(context);
  return [
    {
      id: 'name',
      header: columns.name,
      width: [14, 2],
      sorted: isSortedByChange ? undefined : 'ascending',
      onSort: () => onSort(undefined),
      cell: ({ name }) => <SettingLink name={name} context={text} />,
    },
    ...(checkboxOf ? [{ id: 'select', header: columns.select, head: checkAll, width: 3.25, cell: checkboxOf }] : []),
    ...(stale ? staleColumns(stale) : []),
    { id: 'type', header: columns.type, width: [7, 1], cell: ({ type }) => <code>{type}</code> },
    {
      id: 'default',
      header: columns.defaultValue,
      width: [8, 1.5],
      cell: ({ default_value }) => <ValueLine value={default_value} />,
    },
    ...(context.size === 0 ? [] : [inContext(context)]),
    {
      id: 'features',
      header: columns.features,
      width: [8, 1],
      cell: ({ configurable_features }) => <span>{configurable_features.join(', ')}</span>,
    },
    { id: 'rules', header: columns.rules, width: 5, cell: ({ rules }) => <span>{rules.toLocaleString()}</span> },
    { id: 'version', header: columns.version, width: 5.5, cell: ({ version }) => <span>{version}</span> },
    ...metadata.map(metadataColumn),
    {
      id: 'changed',
      header: columns.changed,
      width: [12, 1],
      sorted: isSortedByChange ? 'descending' : undefined,
      onSort: () => onSort('-changed'),
      cell: ({ changed }) =>
        changed && (
          <span>
            <Time at={changed.at} /> {changed.actor !== null && <bdi>{changed.actor}</bdi>}
          </span>
        ),
    },
  ];
}

function inContext(context: Context): Column<FoundSetting> {
  return {
    id: 'context',
    header: words.settings.inContext,
    width: [12, 1.5],
    cell: ({ name }) => <ValueInContext name={name} context={context} />,
  };
}

function metadataColumn(key: string): Column<FoundSetting> {
  return {
    id: `metadata:${key}`,
    header: key,
    width: [8, 1],
    cell: ({ metadata }) => {
      const value = metadata[key];
      return value === undefined ? null : <bdi>{typeof value === 'string' ? value : printJson(value)}</bdi>;
    },
  };
}

/** What an export of the list has. */
export function exportColumns(metadata: readonly string[], stale?: StaleList): ExportColumn<FoundSetting>[] {
  return [
    { name: 'name', value: ({ name }) => name },
    { name: 'type', value: ({ type }) => type },
    { name: 'default_value', value: ({ default_value }) => default_value },
    { name: 'configurable_features', value: ({ configurable_features }) => configurable_features },
    { name: 'rules', value: ({ rules }) => rules },
    { name: 'version', value: ({ version }) => version },
    { name: 'aliases', value: ({ aliases }) => aliases },
    ...metadata.map((key) => ({
      name: `metadata.${key}`,
      value: ({ metadata: all }: FoundSetting) => all[key],
    })),
    { name: 'changed_at', value: ({ changed }) => changed?.at },
    { name: 'changed_by', value: ({ changed }) => changed?.actor ?? undefined },
    ...(stale ? staleExport(stale) : []),
  ];
}
