import type { Logform } from 'winston';
import winston from 'winston';
import type { LogFormat } from './log-options.js';
import type { Plain } from './plain-value.js';
import { type LogRecord, MESSAGE, recordOf } from './record.js';

/** Formats each record as one line of JSON, or as lines for developers. */
export function stdoutFormat(format: LogFormat): Logform.Format {
  const print = format === 'json' ? jsonLine : textLines;
  return winston.format((info) => ({ ...info, [MESSAGE]: print(recordOf(info)) }))();
}

function jsonLine({ timestamp, level, message, fields }: LogRecord): string {
  return JSON.stringify({ timestamp, level, message, ...fields });
}

function textLines({ timestamp, level, message, fields: { stack, ...fields } }: LogRecord): string {
  const pairs = Object.entries(fields).map(([key, value]) => `${key}=${shown(value)}`);
  const head = [timestamp, level.toUpperCase().padEnd(5), indented(message), ...pairs].join(' ');
  const stacks = [...(stack === undefined ? [] : [{ stack }]), ...Object.values(fields)].flatMap(stackLines);
  return [head, ...stacks].join('\n');
}

function shown(value: Plain): string {
  if (isError(value)) return JSON.stringify(`${String(value['name'])}: ${String(value['message'])}`);
  if (typeof value === 'string' && /^[^\s"=]+$/.test(value)) return value;
  return JSON.stringify(value);
}

function stackLines(value: Plain): string[] {
  if (!isError(value)) return [];
  const [cause] = [value['cause'] ?? null].flatMap(stackLines);
  return [`    ${indented(value.stack)}`, ...(cause === undefined ? [] : [`    caused by:\n${cause}`])];
}

/** Indents the lines of a text, so none looks like the next record. */
function indented(text: string): string {
  return text.replace(/\r?\n/g, '\n    ');
}

function isError(value: Plain): value is { stack: string; [key: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value['stack'] === 'string';
}
