import type { Logform } from 'winston';
import winston from 'winston';
import { MESSAGE, recordOf } from './record.js';

/** The names of Python's levels. */
const PYTHON_LEVELS: Record<string, string> = { error: 'ERROR', warn: 'WARNING', info: 'INFO' };

export interface LogstashFormatOptions {
  version: string;
  tags: Record<string, string>;
  /** A longer record is shortened to fit. */
  maxBytes: number;
}

interface LogstashRecord extends Record<string, unknown> {
  message: string;
}

/** Formats each record as the JSON object that Heksher 0.5 sends to Logstash, at most `maxBytes` long. */
export function logstashFormat({ version, tags, maxBytes }: LogstashFormatOptions): Logform.Format {
  return winston.format((info) => {
    const { timestamp, level, message, fields } = recordOf(info);
    const head = {
      '@timestamp': timestamp,
      '@version': '1',
      level: PYTHON_LEVELS[level] ?? 'DEBUG',
      logger_name: 'heksher',
      heksher_version: version,
      message,
    };
    // First for readers, and again last so that no tag or field replaces the head.
    return { ...info, [MESSAGE]: clampedLine({ ...head, ...fields, ...tags, ...head }, head, maxBytes) };
  })();
}

function clampedLine(record: LogstashRecord, head: LogstashRecord, maxBytes: number): string {
  const line = JSON.stringify(record);
  if (fits(line, maxBytes)) return line;
  for (const part of [8, 64, 512]) {
    const shorter = shortened({ ...record, truncated: true }, Math.floor(maxBytes / part));
    if (fits(shorter, maxBytes)) return shorter;
  }
  // A character takes at most six bytes in JSON.
  return shortened({ ...head, truncated: true }, Math.floor(maxBytes / 8));
}

function shortened(record: object, maxCharacters: number): string {
  return JSON.stringify(record, (_key, value: unknown) =>
    typeof value === 'string' && value.length > maxCharacters ? `${value.slice(0, maxCharacters)}…` : value,
  );
}

function fits(line: string, maxBytes: number): boolean {
  return Buffer.byteLength(line) <= maxBytes;
}
