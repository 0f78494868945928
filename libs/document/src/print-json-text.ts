import { isJsonObject, printJson, type JsonValue } from '@heksher/domain';

/** Prints a value as JSON, indented by two. Numbers keep their digits. Ends with a newline. */
export function printJsonText(value: JsonValue): string {
  return `${indented(value, '\n')}\n`;
}

function indented(value: JsonValue, lineBreak: string): string {
  const inner = `${lineBreak}  `;
  if (Array.isArray(value) && value.length > 0) {
    return `[${inner}${value.map((item) => indented(item, inner)).join(`,${inner}`)}${lineBreak}]`;
  }
  const members = isJsonObject(value) ? Object.entries(value) : [];
  if (members.length === 0) return printJson(value);
  const lines = members.map(([name, member]) => `${JSON.stringify(name)}: ${indented(member, inner)}`);
  return `{${inner}${lines.join(`,${inner}`)}${lineBreak}}`;
}
