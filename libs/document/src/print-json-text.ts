import { printIndentedJson, type JsonValue } from '@heksher/domain';

/** Prints a value as JSON, indented by two. Numbers keep their digits. Ends with a newline. */
export function printJsonText(value: JsonValue): string {
  return `${printIndentedJson(value)}\n`;
}
