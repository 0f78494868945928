import type { JsonObject, JsonValue } from '@heksher/domain';

/** A column of an export: a member in JSON and YAML, a field in CSV. */
export interface ExportColumn<Row> {
  name: string;
  /** `undefined`: the row has none. */
  value: (row: Row) => JsonValue | undefined;
  /** What CSV has in place of that, such as a text for a list. */
  csv?: (row: Row) => JsonValue | undefined;
}

/** Rows as objects, with the members in the order of the columns. */
export function toObjects<Row>(rows: readonly Row[], columns: readonly ExportColumn<Row>[]): JsonObject[] {
  return rows.map((row) => {
    const object: JsonObject = {};
    for (const { name, value } of columns) {
      const cell = value(row);
      if (cell !== undefined) object[name] = cell;
    }
    return object;
  });
}
