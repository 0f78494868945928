import { isJsonObject, printJson, type JsonValue } from './json.js';

/** JSON text with a line for each item and member, indented by two. Numbers keep their digits. */
export function printIndentedJson(value: JsonValue, lineBreak = '\n'): string {
  const inner = `${lineBreak}  `;
  if (Array.isArray(value) && value.length > 0) {
    return `[${inner}${value.map((item) => printIndentedJson(item, inner)).join(`,${inner}`)}${lineBreak}]`;
  }
  const members = isJsonObject(value) ? Object.entries(value) : [];
  if (members.length === 0) return printJson(value);
  const lines = members.map(([name, member]) => `${JSON.stringify(name)}: ${printIndentedJson(member, inner)}`);
  return `{${inner}${lines.join(`,${inner}`)}${lineBreak}}`;
}
