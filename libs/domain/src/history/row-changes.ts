import { isJsonObject, numberText, type JsonObject, type JsonValue } from '../json.js';

/** The columns that tell a row from the others of its table. */
const KEYS = {
  settings: ['name'],
  setting_aliases: ['alias'],
  setting_metadata: ['setting', 'key'],
  configurable: ['setting', 'context_feature'],
  context_features: ['name'],
  rules: ['id'],
  rule_metadata: ['rule', 'key'],
  conditions: ['rule', 'context_feature'],
} as const satisfies Record<string, readonly string[]>;

export type Table = keyof typeof KEYS;

/** A statement of another program: `after[i]` is what an update made of `before[i]`. */
export interface RowStatement {
  table: Table;
  op: string;
  before: readonly JsonObject[];
  after: readonly JsonObject[];
}

/** What became of one row: no `before` if it is new, no `after` if it is gone. */
export interface RowChange {
  before: JsonObject | undefined;
  after: JsonObject | undefined;
}

/** Reads a statement from the log; undefined if its rows are not there, because they were too many. */
export function readStatement(item: JsonValue): RowStatement | undefined {
  if (!isJsonObject(item) || !isTable(item.table)) return undefined;
  const { table, op, before, after } = item;
  if (!Array.isArray(before) && !Array.isArray(after)) return undefined;
  return { table, op: String(op), before: rows(before), after: rows(after) };
}

function isTable(name: JsonValue | undefined): name is Table {
  return typeof name === 'string' && Object.hasOwn(KEYS, name);
}

function rows(list: JsonValue | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

/** What became of each row from the first statement to the last. Rows that are as they were may be among them. */
export function changedRows(statements: readonly RowStatement[]): Record<Table, RowChange[]> {
  const trackers = new Map<Table, RowTracker>();
  for (const statement of statements) {
    const tracker = trackers.get(statement.table) ?? new RowTracker(KEYS[statement.table]);
    trackers.set(statement.table, tracker);
    tracker.add(statement);
  }
  const list = (table: Table) => trackers.get(table)?.list() ?? [];
  return {
    settings: list('settings'),
    setting_aliases: list('setting_aliases'),
    setting_metadata: list('setting_metadata'),
    configurable: list('configurable'),
    context_features: list('context_features'),
    rules: list('rules'),
    rule_metadata: list('rule_metadata'),
    conditions: list('conditions'),
  };
}

/** Follows the rows of one table through statements. */
class RowTracker {
  /** By the key that each row has now, or had when it was deleted. */
  private readonly current = new Map<string, RowChange>();
  /** Deleted rows whose key another row has got since. */
  private readonly replaced: RowChange[] = [];

  constructor(private readonly key: readonly string[]) {}

  add({ op, before, after }: RowStatement): void {
    if (op === 'update') this.update(before, after);
    else if (op === 'insert') for (const row of after) this.insert(row);
    else for (const row of before) this.delete(row);
  }

  list(): RowChange[] {
    return [...this.replaced, ...this.current.values()].filter(({ before, after }) => before ?? after);
  }

  private insert(row: JsonObject): void {
    const key = this.keyOf(row);
    this.current.set(key, { before: this.current.get(key)?.before, after: row });
  }

  private delete(row: JsonObject): void {
    const key = this.keyOf(row);
    const { before } = this.current.get(key) ?? { before: row };
    this.current.set(key, { before, after: undefined });
  }

  private update(before: readonly JsonObject[], after: readonly JsonObject[]): void {
    const moved = before.map((row, at): RowChange => {
      const key = this.keyOf(row);
      const first = this.current.get(key) ?? { before: row };
      this.current.delete(key);
      return { before: first.before, after: after[at] };
    });
    for (const change of moved) {
      const key = this.keyOf(change.after ?? {});
      const deleted = this.current.get(key);
      if (deleted) this.replaced.push(deleted);
      this.current.set(key, change);
    }
  }

  private keyOf(row: JsonObject): string {
    return this.key.map((column) => textOf(row[column])).join('\u0000');
  }
}

/** The text of a column that is a text or an integer; empty if it is null. */
export function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : numberText(value as number);
}
