import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Principal } from '@heksher/domain';
import type { Seals } from './sign-in/seals.js';
import { StreamTickets } from './stream-tickets.js';

const READER: Principal = { kind: 'token', name: 'page', role: 'reader', prefixes: [], actor: 'token:page' };

let sealed: number;
let tickets: StreamTickets;
beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
  sealed = 0;
  tickets = new StreamTickets({ seal: () => Promise.resolve(`ticket ${++sealed}`) } as unknown as Seals);
});
afterEach(() => void jest.useRealTimers());

test('a principal is given the same ticket for a minute, and then another one', async () => {
  const first = await tickets.issue(READER);
  jest.setSystemTime(59_000);
  const second = await tickets.issue(READER);
  jest.setSystemTime(60_000);
  const third = await tickets.issue(READER);

  expect([first, second, third]).toEqual(['ticket 1', 'ticket 1', 'ticket 2']);
});

test('a ticket is found for its principal alone, and for a minute', async () => {
  await tickets.issue(READER);

  expect(tickets.peek(READER)).toBe('ticket 1');
  expect(tickets.peek({ ...READER, name: 'other' })).toBeUndefined();
  jest.setSystemTime(60_000);
  expect(tickets.peek(READER)).toBeUndefined();
});
