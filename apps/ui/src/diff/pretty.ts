import { isJsonObject, printJson, type JsonValue } from '@heksher/domain';

const STEP = '  ';
/** A list or an object that is not longer stays in one line. */
const LINE_LENGTH = 72;

/**
 * A value as lines of JSON, one for each member that does not fit into a line. Numbers keep their digits. A text of several
 * lines is those lines, without quotes.
 */
export function prettyLines(value: JsonValue): string[] {
  return isLongText(value) ? value.split('\n') : jsonLines(value);
}

/** Whether `prettyLines` shows a value as the lines of a text. */
export function isLongText(value: JsonValue): value is string {
  return typeof value === 'string' && value.includes('\n');
}

/** A value as lines of JSON. */
export function jsonLines(value: JsonValue): string[] {
  const lines: string[] = [];
  write(value, { before: '', after: '', depth: 0 }, lines);
  return lines;
}

interface Place {
  /** What the first line begins with, after the indent, such as the name of a member. */
  before: string;
  /** What the last line ends with, such as a comma. */
  after: string;
  depth: number;
}

function write(value: JsonValue, { before, after, depth }: Place, lines: string[]): void {
  const indent = STEP.repeat(depth);
  const members = membersOf(value);
  const text = members.length === 0 || isShort(value) ? printJson(value) : undefined;
  if (text !== undefined && (members.length === 0 || text.length <= LINE_LENGTH)) {
    lines.push(`${indent}${before}${text}${after}`);
    return;
  }
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  lines.push(`${indent}${before}${open}`);
  members.forEach(([name, member], at) => {
    const start = name === undefined ? '' : `${JSON.stringify(name)}: `;
    write(member, { before: start, after: at < members.length - 1 ? ',' : '', depth: depth + 1 }, lines);
  });
  lines.push(`${indent}${close}${after}`);
}

/** Names of members, none for the items of a list. */
function membersOf(value: JsonValue): [name: string | undefined, member: JsonValue][] {
  if (Array.isArray(value)) return value.map((item) => [undefined, item]);
  return isJsonObject(value) ? Object.entries(value) : [];
}

/** Whether a value may fit into a line. Long ones are not printed to find out. */
function isShort(value: JsonValue): boolean {
  const members = membersOf(value);
  return members.length <= LINE_LENGTH / 2 && members.every(([, member]) => membersOf(member).length === 0);
}
