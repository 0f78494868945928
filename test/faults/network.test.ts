import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve, type Service } from '../support/app.js';
import { Given } from '../support/given.js';
import { HEAD, lock } from '../support/connections.js';
import { useDatabase } from '../support/postgres.js';
import { TcpProxy } from '../support/tcp-proxy.js';
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

const database = useDatabase();

let network: TcpProxy;
let service: Service;
let subject: Subject;
let load: Load | undefined;
beforeEach(async () => {
  network = await TcpProxy.to(database.url);
  ({ service, subject } = await startSubject(network.url));
});
afterEach(async () => {
  await load?.end().catch(() => undefined); // the test reports it
  load = undefined;
  await service.close();
  await network.close();
});

describe.each<[string, () => void]>([
  ['delivers late what was sent', () => network.resume()],
  ['has forgotten its connections', () => network.forget()],
])('a network that hangs under load, and then %s', (_, heal) => {
  test('when the network hangs, no client waits longer than five seconds and no acknowledged write is lost', async () => {
    load = startLoad(subject);
    await load.isWell();

    network.hang();
    const [first] = await Promise.all([send(subject), untilHealth(subject.heksher, 500, UNWELL_WITHIN_MS)]);
    const second = await send(subject);
    heal();
    await expectRecovery(subject);
    await load.isWell();
    const written = await load.end();

    expectRefused(first);
    expectRefused(second);
    await expectWhole(database, written);
  }, 60_000);
});

test('when the network is cut under load, requests are refused in time and no acknowledged write is lost', async () => {
  load = startLoad(subject);
  await load.isWell();

  await network.refuse();
  const [answers] = await Promise.all([send(subject), untilHealth(subject.heksher, 500, UNWELL_WITHIN_MS)]);
  await network.restore();
  await expectRecovery(subject);
  await load.isWell();
  const written = await load.end();

  expectRefused(answers);
  await expectWhole(database, written);
}, 60_000);

test('clients do not notice when idle connections break', async () => {
  for (let round = 0; round < 5; round++) {
    network.cut();
    expectServed(await send(subject));
  }
}, 60_000);

test('a transaction on a dead connection blocks other writes only briefly', async () => {
  const other = await serve(database.url);
  const held = await lock(database.url, HEAD);

  const swallowed = subject.heksher.setRuleValue(subject.rule, 5);
  await held.isAwaited();
  network.hang();
  await held.release(); // the service gets the lock, but never receives the answer
  const refused = await swallowed;
  const served = await other.heksher.setRuleValue(subject.rule, 6);
  const stored = await other.heksher.rule(subject.rule);

  expect([refused.status, served.status]).toEqual([503, 204]);
  expect(stored.body).toMatchObject({ value: 6 });
  network.forget();
  await expectRecovery(subject);
  await other.close();
}, 60_000);

test('a request that waited long for a head read does not wait equally long for a load', async () => {
  const { heksher } = subject;
  const { name: setting } = await new Given(heksher).setting({ default_value: 1 });
  const query = () => heksher.query({ settings: setting });
  await query();
  await database.sql("update settings set default_value = '8' where name = $1", [setting]);

  network.hang();
  const waiting = query();
  await sleep(1350); // most of what the service waits for a head read
  network.resume();

  expect((await waiting).status).toBe(503);
  await expectRecovery(subject);
  expect((await query()).body).toMatchObject({ settings: { [setting]: { default_value: 8 } } });
}, 60_000);

test('a hanging network is noticed even if another program has locked the table of migrations', async () => {
  const held = await lock(database.url, 'lock table migrations in access exclusive mode');
  await held.isAwaited();
  const { status } = await subject.heksher.get('/api/health');

  network.hang();
  await untilHealth(subject.heksher, 500, UNWELL_WITHIN_MS);

  expect(status).toBe(200);
  await held.release();
  network.forget();
  await expectRecovery(subject);
}, 60_000);
