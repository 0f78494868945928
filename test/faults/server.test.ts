import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '../support/app.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { until } from '../support/until.js';
import { expectWhole, startLoad, type Load } from './load.js';
import {
  UNWELL_WITHIN_MS,
  expectRecovery,
  expectRefused,
  expectServed,
  send,
  startSubject,
  untilHealth,
  type Subject,
} from './outage.js';

let postgres: OwnPostgres;
let service: Service;
let subject: Subject;
let logs: Record<string, unknown>[];
let load: Load | undefined;
beforeAll(async () => {
  postgres = await OwnPostgres.start();
}, 60_000);
afterAll(() => postgres.remove());
beforeEach(async () => {
  logs = [];
  ({ service, subject } = await startSubject(postgres.url, { logs }));
});
afterEach(async () => {
  await load?.end().catch(() => undefined); // the test reports it
  load = undefined;
  await service.close();
  const faults = logs.filter(({ message }) => message === 'a request failed');
  expect(faults).toEqual([]);
});

describe.each<[string, () => Promise<void>]>([
  ['is stopped', () => postgres.stop()],
  ['is killed', () => postgres.kill()],
])('a server that %s under load', (_, end) => {
  test('when the server ends, requests are refused in time, and served again later with every acknowledged write', async () => {
    load = startLoad(subject);
    await load.isWell();

    await end();
    const [answers] = await Promise.all([send(subject), untilHealth(subject.heksher, 500, UNWELL_WITHIN_MS)]);
    await postgres.start();
    await expectRecovery(subject);
    await load.isWell();
    const written = await load.end();

    expectRefused(answers);
    await expectWhole(postgres, written);
  }, 90_000);
});

test('no acknowledged write is lost when the server restarts', async () => {
  load = startLoad(subject);
  await load.isWell();

  for (let round = 0; round < 2; round++) {
    await postgres.stop();
    await postgres.start();
    await expectRecovery(subject);
  }
  const written = await load.end();

  await expectWhole(postgres, written);
}, 90_000);

test('when the server closes connections one by one under load, only single requests fail', async () => {
  load = startLoad(subject);
  await load.isWell();

  for (let round = 0; round < 40; round++) {
    await postgres.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'heksher' order by random() limit 1`,
    );
    await sleep(25);
  }
  const written = await load.end();
  const after = await send(subject);

  expectServed(after);
  expect(written.readsRefused).toBe(0);
  expect(written.refused.length).toBeLessThan(written.acknowledged.length);
  await expectWhole(postgres, written);
}, 60_000);

test('while the server has no free connection, requests are refused in time; once it has one, they are served', async () => {
  const holders = await postgres.fill();
  const ofService = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'heksher'";
  await until(async () => {
    await holders[0]?.query(ofService);
    holders.push(...(await postgres.fill()));
    return (await holders[0]?.query(ofService.replace('pg_terminate_backend(pid)', '')))?.rowCount === 0;
  }, 'every connection to be taken');

  const [answers] = await Promise.all([send(subject), untilHealth(subject.heksher, 500, UNWELL_WITHIN_MS)]);
  await Promise.all(holders.map((holder) => holder.end()));

  expectRefused(answers);
  await expectRecovery(subject);
}, 60_000);
