import { isJsonNumber, numberText, type JsonValue } from '@heksher/domain';
import { stringify, type ScalarTag } from 'yaml';
import { toObjects, type ExportColumn } from './table.js';

/** Prints a JSON number as it is written, of any length. YAML's floats and integers include JSON's. */
const exactNumber: ScalarTag = {
  identify: isJsonNumber,
  default: true,
  tag: 'tag:yaml.org,2002:float',
  resolve: (text) => text,
  stringify: ({ value }) => (isJsonNumber(value) ? numberText(value) : String(value)),
};

/** Rows as a YAML sequence of mappings. Numbers keep their digits. */
export function toYamlText<Row>(rows: readonly Row[], columns: readonly ExportColumn<Row>[]): string {
  return printYaml(toObjects(rows, columns));
}

/** YAML text of a value. Strings that YAML 1.1 or 1.2 would take for something else, such as `no`, are quoted. */
export function printYaml(value: JsonValue): string {
  return stringify(value, {
    customTags: (tags) => [exactNumber, ...tags],
    compat: 'yaml-1.1',
    aliasDuplicateObjects: false,
    lineWidth: 0, // no folding: a value stays in its line
  });
}
