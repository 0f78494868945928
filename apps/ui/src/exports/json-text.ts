import { printIndentedJson } from '@heksher/domain';
import { toObjects, type ExportColumn } from './table.js';

/** Rows as a JSON array of objects, indented. Numbers keep their digits. */
export function toJsonText<Row>(rows: readonly Row[], columns: readonly ExportColumn<Row>[]): string {
  return `${printIndentedJson(toObjects(rows, columns))}\n`;
}
