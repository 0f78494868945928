import { isJsonNumber, numberText, printJson, type JsonValue } from '@heksher/domain';
import type { ExportColumn } from './table.js';

/**
 * Rows as CSV (RFC 4180), with a line of names. Strings are written without JSON's quotes, everything else as JSON. So `20`
 * may be a number or a string: the exports in JSON and YAML keep the types.
 *
 * A spreadsheet takes text for a formula if it begins with `=`, `+`, `-`, `@` or white space before them, and a formula can
 * send other cells to a stranger. Such text gets a `'` in front, which spreadsheets take for text. Text that is a number, such
 * as `-5`, runs nothing and stays as it is.
 */
export function toCsv<Row>(rows: readonly Row[], columns: readonly ExportColumn<Row>[]): string {
  const lines = rows.map((row) => columns.map(({ value, csv = value }) => field(csv(row))));
  return [columns.map(({ name }) => field(name)), ...lines].map((fields) => `${fields.join(',')}\r\n`).join('');
}

/** The full-width forms of the signs are for East Asian spreadsheets. */
const FORMULA = /^[\t\r\n]|^\s*[=+\-@＝＋－＠]/;
const NUMBER = /^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

function field(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  if (isJsonNumber(value)) return numberText(value);
  const text = typeof value === 'string' ? value : printJson(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) || safe === '' ? `"${safe.replaceAll('"', '""')}"` : safe;
}
