import { useMemo } from 'react';
import type { FoundRule } from '../../api/types.js';
import { conditionsText } from '../../components/conditions.js';
import type { Column } from '../../components/data-table.js';
import { SelectBox, type Selection } from '../../components/selection.js';
import { words } from '../../words/en.js';
import { exceptionColumns } from './exception-columns.js';

const { exceptions } = words;

/** The columns with the boxes of a selection. They are new when the selection changes. */
export function useRuleColumns(rows: readonly FoundRule[], selection: Selection<FoundRule>): Column<FoundRule>[] {
  const { keys } = selection;
  return useMemo(() => {
    const isAll = rows.length > 0 && rows.every(({ rule_id }) => keys.has(String(rule_id)));
    return exceptionColumns({
      all: (
        <SelectBox
          label={exceptions.selectAll}
          isSelected={isAll}
          isPartly={!isAll && keys.size > 0}
          onChange={() => selection.toggleAll(rows)}
        />
      ),
      of: ({ rule_id, setting, feature_values }) => (
        <SelectBox
          label={exceptions.select(setting, conditionsText(feature_values))}
          isSelected={keys.has(String(rule_id))}
          onChange={() => selection.toggle(String(rule_id))}
        />
      ),
    });
    // The functions of the selection do the same at any time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [keys, rows]);
}
