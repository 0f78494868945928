import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { reasonOfCode, type RefusedWork } from '@heksher/persistence';
import type { Logger } from 'winston';
import { ReasonLog } from './reason-log.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A log, and the records that it has written. */
function givenLog() {
  const lines: [level: string, fields: Record<string, unknown>][] = [];
  const write = (level: string) => (_: string, fields: Record<string, unknown>) => lines.push([level, fields]);
  const log = new ReasonLog({ error: write('error'), warn: write('warn') } as unknown as Logger);
  return { log, lines };
}

function refused(code: string): RefusedWork {
  const reason = reasonOfCode(code);
  if (!reason) throw new Error(`${code} says no reason`);
  return { reason, code, said: 'could not extend file "base/5/16384": No space left on device' };
}

test('a reason is logged with the server’s message', () => {
  const { log, lines } = givenLog();

  log.note(refused('53100'));

  expect(lines).toEqual([
    [
      'error',
      { reason: 'disk-full', code: '53100', said: 'could not extend file "base/5/16384": No space left on device' },
    ],
  ]);
});

test('a kind of reason is logged once a minute, with the number of times since', () => {
  const { log, lines } = givenLog();

  for (let second = 0; second < 61; second++) {
    log.note(refused('53100'));
    jest.advanceTimersByTime(1000);
  }

  expect(lines.map(([, fields]) => fields.more_before)).toEqual([undefined, 59]);
});

test('kinds of reasons are logged separately, each at its level', () => {
  const { log, lines } = givenLog();

  for (const code of ['53100', '57P03', '57P01', '53100', '42501']) log.note(refused(code));

  expect(lines.map(([level, fields]) => [level, fields.reason])).toEqual([
    ['error', 'disk-full'],
    ['warn', 'starting'],
    ['error', 'no-right'],
  ]);
});
