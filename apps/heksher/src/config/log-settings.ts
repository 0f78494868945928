import type { LogLevel } from '@heksher/logging';

/** Names of levels, and the numbers that Python's logging gives them. */
const LEVELS: Record<string, LogLevel> = {
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  '10': 'debug',
  '20': 'info',
  '30': 'warn',
  '40': 'error',
  '50': 'error',
};

/** The level of a name, in any case, or of one of Python's numbers. */
export function parseLogLevel(text: string): LogLevel | undefined {
  return Object.hasOwn(LEVELS, text.toLowerCase()) ? LEVELS[text.toLowerCase()] : undefined;
}

/** The fields that `a:b c:d` writes, or undefined when a part is no pair. */
export function parseTags(text: string): Record<string, string> | undefined {
  const pairs = text.trim().split(/\s+/);
  if (!pairs.every((pair) => /^[^:]+:./.test(pair))) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]));
}
