import { printYaml } from '@heksher/document';
import { toObjects, type ExportColumn } from './table.js';

/** Rows as a YAML sequence of mappings, which every tool reads alike. Numbers keep their digits. */
export function toYamlText<Row>(rows: readonly Row[], columns: readonly ExportColumn<Row>[]): string {
  return printYaml(toObjects(rows, columns));
}
