import type { Logform } from 'winston';
import winston from 'winston';
import { type Plain, toPlain } from './plain-value.js';

/** The keys of winston's level, finished line, and arguments after the message. */
export const LEVEL = Symbol.for('level');
export const MESSAGE = Symbol.for('message');
const SPLAT = Symbol.for('splat');

/** No field replaces these. */
const HEAD = ['timestamp', 'level', 'message'];

export type Fields = Record<string, Plain>;

/** A record that any output can print: plain values, secrets masked. */
export interface LogRecord {
  timestamp: string;
  level: string;
  message: string;
  fields: Fields;
}

/**
 * Turns each record into plain, redacted values, once for all outputs. winston calls this before it checks any level, so
 * it drops records that no output wants (`isWanted`).
 */
export function recordFormat(isWanted: (level: string) => boolean): Logform.Format {
  return winston.format((info) => (isWanted(info.level) ? toInfo(info) : false))();
}

/** The record inside an info that `recordFormat` made. */
export function recordOf(info: Logform.TransformableInfo): LogRecord {
  const { timestamp, level, message, ...fields } = info;
  return { timestamp: String(timestamp), level, message: String(message), fields: fields as Fields };
}

function toInfo(info: Logform.TransformableInfo): Logform.TransformableInfo {
  const { level } = info;
  const { message, ...fields } = info instanceof Error ? { message: info } : given(info);
  const error = message instanceof Error ? { error: message } : {};
  const plain = toPlain({ message: messageText(message), ...error, ...without(fields, HEAD) }) as Fields;
  return {
    ...plain,
    timestamp: new Date().toISOString(),
    level,
    message: plain['message'] ?? '',
    [LEVEL]: level,
  };
}

/** winston drops the fields of a message with a `%s`, and flattens an error in their place. */
function given(info: Logform.TransformableInfo): Record<string, unknown> {
  const splat = info[SPLAT];
  const extra: unknown = Array.isArray(splat) ? splat[0] : undefined;
  if (extra instanceof Error) {
    const flattened = Object.keys(extra).filter((key) => key !== 'message');
    return { ...without(info, ['stack', 'cause', ...flattened]), error: extra };
  }
  return { ...(typeof extra === 'object' ? extra : {}), ...info };
}

function without(fields: object, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));
}

function messageText(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message instanceof Error) return message.message || message.name;
  return JSON.stringify(toPlain(message)) ?? '';
}
