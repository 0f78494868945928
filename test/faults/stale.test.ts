import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '../support/app.js';
import type { Answer, Heksher } from '../support/heksher.js';
import { useDatabase } from '../support/postgres.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { uniqueName } from '../support/given.js';
import { answered, until } from '../support/until.js';
import {
  FRESH_READS,
  STALE_READS,
  SERVED_WITHIN_MS,
  WRITES,
  expectRecovery,
  expectRefused,
  send,
  startSubject,
  type Subject,
  type Timed,
  expectServed,
} from './outage.js';

/** Every answer of the service takes less. */
const ANSWER_MS = 5000;
const WARNING = '110 - "Response is Stale"';

const database = useDatabase();

let network: TcpProxy;
let service: Service;
let subject: Subject;
const start = async (staleIfErrorSeconds: number) => {
  network = await TcpProxy.to(database.url);
  ({ service, subject } = await startSubject(network.url, { staleIfErrorSeconds }));
};
afterEach(async () => {
  await service.close();
  await network.close();
});

const marks = ({ headers }: Answer) => ({ warning: headers.get('warning'), age: headers.get('age') });
const UNMARKED = { warning: null, age: null };

function expectStale(answers: readonly Timed[], fresh: readonly Timed[], ages: readonly number[]): void {
  for (const [at, { name, answer }] of answers.entries()) {
    expect({ name, status: answer.status, text: answer.text }).toEqual({
      name,
      status: 200,
      text: fresh[at]?.answer.text,
    });
    expect({ name, warning: answer.headers.get('warning') }).toEqual({ name, warning: WARNING });
    expect(answer.headers.get('etag')).toBe(fresh[at]?.answer.headers.get('etag') ?? null);
    expect(ages).toContain(Number(answer.headers.get('age') ?? Number.NaN));
  }
}

const upTo = (seconds: number) => Array.from({ length: seconds + 1 }, (_, second) => second);

describe('with an hour for stale answers', () => {
  beforeEach(() => start(3600));

  test.each([
    ['is cut', () => network.refuse()],
    ['hangs', () => Promise.resolve(network.hang())],
  ])('while the network %s, queries and evaluations get their last answer, marked as stale', async (_, fail) => {
    const fresh = await send(subject, STALE_READS);
    await fail();

    const first = await send(subject, STALE_READS);
    await sleep(1100);
    const later = await send(subject, STALE_READS);

    for (const { answer } of fresh) expect(marks(answer)).toEqual(UNMARKED);
    expectStale(first, fresh, upTo(4));
    expectStale(later, fresh, upTo(10).slice(1));
    for (const { ms } of [...first, ...later]) expect(ms).toBeLessThan(ANSWER_MS);
  });

  test('requests other than queries and evaluations are refused while the network is cut', async () => {
    await network.refuse();

    expectRefused(await send(subject, { ...FRESH_READS, ...WRITES }));
  });

  test('while the network is cut, a query for an unknown name or for a setting that is not cached is refused', async () => {
    const { setting, heksher } = subject;
    await heksher.addAlias(setting, uniqueName('alias')); // evicts the setting
    await heksher.query({ settings: '' }); // loads the names
    await network.refuse();

    const changed = await send(subject, STALE_READS);
    const unknown = await heksher.query({ settings: `${setting},unknown_one` });

    expectRefused(changed);
    expect([unknown.status, marks(unknown)]).toEqual([503, UNMARKED]);
  });

  test('a client that already has the stale answer gets a 304, marked as stale', async () => {
    const [fresh] = await send(subject, STALE_READS);
    const etag = fresh?.answer.headers.get('etag') ?? '';
    await network.refuse();

    const answer = await subject.heksher.query({ settings: subject.setting }, { 'If-None-Match': etag });

    expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([304, '', etag]);
    expect(marks(answer)).toMatchObject({ warning: WARNING });
  });

  test('no answer is stale once the database is back', async () => {
    await network.refuse();
    await send(subject, STALE_READS);
    await database.sql(`update rules set value = '42' where id = ${subject.rule}`);
    await network.restore();
    await expectRecovery(subject);

    await database.sql(`update rules set value = '43' where id = ${subject.rule}`);
    const answers = await send(subject, STALE_READS);

    for (const { name, answer } of answers) {
      expect({ name, ...marks(answer) }).toEqual({ name, ...UNMARKED });
      expect(answer.text).toContain('43');
    }
  });

  test('a client whose write was acknowledged reads it', async () => {
    await network.refuse();
    await send(subject, STALE_READS);
    await network.restore();
    await answered(() => subject.heksher.setRuleValue(subject.rule, 77), 204);

    const answers = await send(subject, STALE_READS);

    for (const { name, answer } of answers) {
      expect({ name, has: answer.text.includes('77'), ...marks(answer) }).toEqual({ name, has: true, ...UNMARKED });
    }
  });
});

/** The two rule values of a setting that are always written together. */
const pairOf = (answer: Answer, setting: string) => {
  const { settings } = answer.body as { settings: Record<string, { rules: { value: number }[] }> };
  return settings[setting]?.rules.map(({ value }) => value) ?? [];
};

test('each answer shows one state, however often the database goes away and changes', async () => {
  await start(3600);
  const { heksher, feature, setting, rule } = subject;
  const added = await heksher.addRule({ setting, feature_values: { [feature]: 'y' }, value: 2 });
  const twin = (added.body as { rule_id: number }).rule_id;
  const seen = new Set<number>();
  let isDone = false;
  const read = async (reader: Heksher) => {
    while (!isDone) {
      const answer = await reader.query({ settings: setting, context_filters: `${feature}:(x,y)` });
      if (answer.status !== 200) continue;
      const [one, other] = pairOf(answer, setting);
      expect(other).toBe(one);
      seen.add(Number(one));
    }
  };
  await send(subject, STALE_READS); // sees the new rule
  const readers = [heksher, heksher, heksher].map(read);

  for (let value = 10; value < 14; value++) {
    await network.refuse();
    await database.sql(`update rules set value = '${value}' where id in (${rule}, ${twin})`);
    await sleep(50);
    await network.restore();
    await until(() => seen.has(value), `${value} to be read`, 2 * SERVED_WITHIN_MS);
  }
  isDone = true;
  await Promise.all(readers);

  expect([...seen]).toEqual([2, 10, 11, 12, 13]);
}, 60_000);

test('requests are refused once the last state seen is older than stale answers may be', async () => {
  await start(2);
  expectServed(await send(subject, STALE_READS)); // caches what the writes of the start have evicted
  await network.refuse();
  const [inTime] = await send(subject, STALE_READS);

  await sleep(2000);
  const answers = await send(subject, STALE_READS);

  expect(inTime?.answer.status).toBe(200);
  expectRefused(answers);
  await network.restore();
  await expectRecovery(subject);
});

test('stale answers are refused unless they are configured', async () => {
  await start(0);
  await network.refuse();

  expectRefused(await send(subject));
});
