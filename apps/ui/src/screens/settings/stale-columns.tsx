import type { ReactElement } from 'react';
import type { FoundSetting } from '../../api/types.js';
import type { StaleList, StaleSetting } from '../../api/usage.js';
import type { Column } from '../../components/data-table.js';
import { Time } from '../../components/time.js';
import type { ExportColumn } from '../../exports/table.js';
import { words } from '../../words/en.js';

const { staleColumns: headers, reasons, never, aliasesInUse } = words.usage;

/** Why settings are stale, and when they were last asked for. */
export function staleColumns({ settings, days }: StaleList): Column<FoundSetting>[] {
  return [
    {
      id: 'stale',
      header: headers.why,
      width: [26, 3],
      cell: ({ name }) => <Why stale={settings.get(name)} days={days} />,
    },
    {
      id: 'asked',
      header: headers.last,
      width: 8.5,
      cell: ({ name }) => {
        const at = settings.get(name)?.last_at ?? undefined;
        return at === undefined ? <span>{never}</span> : <Time at={at} />;
      },
    },
  ];
}

function Why({ stale, days }: { stale: StaleSetting | undefined; days: number }): ReactElement | null {
  if (!stale) return null;
  const texts = stale.reasons.map((reason) => reasons[reason]?.(days) ?? reason);
  if (stale.aliases_in_use.length > 0) texts.push(aliasesInUse(stale.aliases_in_use.join(', ')));
  const text = texts.join('; ');
  return (
    <bdi tabIndex={0} data-tip={text}>
      {text}
    </bdi>
  );
}

/** What an export of stale settings has besides. */
export function staleExport({ settings }: StaleList): ExportColumn<FoundSetting>[] {
  return [
    { name: 'stale_reasons', value: ({ name }) => settings.get(name)?.reasons },
    { name: 'aliases_in_use', value: ({ name }) => settings.get(name)?.aliases_in_use },
    { name: 'last_asked_for', value: ({ name }) => settings.get(name)?.last_at ?? undefined },
  ];
}
