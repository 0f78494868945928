import { toCsv } from './csv.js';
import { toJsonText } from './json-text.js';
import type { ExportColumn } from './table.js';

/** The formats of exports with their media types. */
export const FORMATS = {
  csv: 'text/csv;charset=utf-8',
  json: 'application/json',
  yaml: 'application/yaml',
} as const;

export type Format = keyof typeof FORMATS;

/** Without it, Excel takes UTF-8 for another encoding. */
const BYTE_ORDER_MARK = '\uFEFF';

/** The text of a file with rows. */
export async function textOf<Row>(
  rows: readonly Row[],
  columns: readonly ExportColumn<Row>[],
  format: Format,
): Promise<string> {
  switch (format) {
    case 'csv':
      return BYTE_ORDER_MARK + toCsv(rows, columns);
    case 'json':
      return toJsonText(rows, columns);
    case 'yaml': {
      // The library is large, and rarely needed.
      const { toYamlText } = await import('./yaml-text.js');
      return toYamlText(rows, columns);
    }
  }
}
