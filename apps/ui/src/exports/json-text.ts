import { isJsonObject, printJson, type JsonValue } from '@heksher/domain';
import { toObjects, type ExportColumn } from './table.js';

/** Rows as a JSON array of objects, indented. Numbers keep their digits. */
export function toJsonText<Row>(rows: readonly Row[], columns: readonly ExportColumn<Row>[]): string {
  return `${indented(toObjects(rows, columns), '')}\n`;
}

/** JSON text with a line for each item and member. Numbers keep their digits. */
export function indented(value: JsonValue, margin: string): string {
  const inner = `${margin}  `;
  if (Array.isArray(value) && value.length > 0) {
    return `[\n${value.map((item) => `${inner}${indented(item, inner)}`).join(',\n')}\n${margin}]`;
  }
  if (!isJsonObject(value) || Object.keys(value).length === 0) return printJson(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${inner}${JSON.stringify(name)}: ${indented(member, inner)}`,
  );
  return `{\n${members.join(',\n')}\n${margin}}`;
}
