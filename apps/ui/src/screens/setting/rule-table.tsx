import { useDeferredValue, useMemo, useRef, useState, type ReactElement } from 'react';
import type { Setting } from '../../api/types.js';
import type { RuleWins } from '../../api/usage.js';
import { WaitingChanges, useHeldList } from '../../app/live.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { SelectBox, type Selection } from '../../components/selection.js';
import { words } from '../../words/en.js';
import type { RuleCommands } from './rule-actions.js';
import { ruleColumns } from './rule-columns.js';
import { passes, type RuleFilters } from './rule-filter.js';
import { keyOf, type Row } from './ruleset.js';
import styles from './setting.module.css';

interface RuleTableProps {
  setting: Setting;
  rows: readonly Row[];
  hasContext: boolean;
  selection: Selection<Row>;
  /** Undefined for somebody who may change nothing. */
  commands: RuleCommands | undefined;
  wins: RuleWins;
  onBulk: (action: 'change' | 'delete') => void;
}

/** The rules of a setting in descending priority, with a filter for each column. */
export function RuleTable(props: RuleTableProps): ReactElement {
  const { setting, rows, hasContext, selection, commands, wins, onBulk } = props;
  const list = useRef<HTMLDivElement>(null);
  const held = useHeldList(list, ['setting', setting.name]);
  const [filters, setFilters] = useState<RuleFilters>({});
  const wanted = useDeferredValue(filters);
  const shown = useMemo(() => rows.filter((row) => passes(row, wanted)), [rows, wanted]);
  const { keys } = selection;
  const columns = useMemo(() => {
    const selectable = shown.filter(({ kind }) => kind === 'rule');
    const isAllSelected = selectable.length > 0 && selectable.every((row) => keys.has(keyOf(row)));
    return ruleColumns({
      setting,
      hasContext,
      filterOf: (column, header) => (
        <Filter header={header} onChange={(text) => setFilters((old) => ({ ...old, [column]: text }))} />
      ),
      checkboxOf: commands && ((row) => <RuleBox row={row} selection={selection} />),
      checkAll: (
        <SelectBox
          label={words.setting.selectAll}
          isSelected={isAllSelected}
          isPartly={!isAllSelected && keys.size > 0}
          onChange={() => selection.toggleAll(selectable)}
        />
      ),
      commands,
      wins,
    });
    // The functions of the selection do the same at any time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [setting, hasContext, commands, wins, shown, keys]);
  const all = rows.length - 1;
  const count = shown.filter(({ kind }) => kind === 'rule').length;
  return (
    <div className={styles.table}>
      <div className={styles.tableHead}>
        <h2>{count === all ? words.setting.rules(all) : words.setting.rulesShown(count, all)}</h2>
        {selection.rows.length > 0 && (
          <>
            <strong role="status">{words.setting.selected(selection.rows.length)}</strong>
            <Button onPress={() => onBulk('change')}>{words.setting.bulkEdit}</Button>
            <Button look="danger" onPress={() => onBulk('delete')}>
              {words.setting.bulkDelete}
            </Button>
            <Button look="plain" onPress={selection.clear}>
              {words.setting.clearSelection}
            </Button>
          </>
        )}
      </div>
      <WaitingChanges {...held} />
      <DataTable
        ref={list}
        label={words.setting.rulesOf(setting.name)}
        columns={columns}
        rows={shown}
        keyOf={keyOf}
        isSelected={(row) => keys.has(keyOf(row))}
        isMarked={(row) => (row.kind === 'rule' ? row.outcome?.kind === 'won' : row.outcome === 'won')}
      />
    </div>
  );
}

function RuleBox({ row, selection }: { row: Row; selection: Selection<Row> }): ReactElement | null {
  if (row.kind === 'default') return null;
  const key = keyOf(row);
  return (
    <SelectBox
      label={words.setting.selectRule(row.rule.rule_id)}
      isSelected={selection.keys.has(key)}
      onChange={() => selection.toggle(key)}
    />
  );
}

/** The field under a column's name. It keeps its text itself, so that the columns stay the same while somebody types. */
function Filter({ header, onChange }: { header: string; onChange: (text: string) => void }): ReactElement {
  return (
    <span className={styles.filter}>
      <bdi>{header}</bdi>
      <input
        type="text"
        aria-label={words.setting.filter(header)}
        spellCheck={false}
        onChange={({ target }) => onChange(target.value)}
      />
    </span>
  );
}
