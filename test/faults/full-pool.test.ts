import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { useApp } from '../support/app.js';
import { HEAD, lock, type Lock } from '../support/connections.js';
import { until } from '../support/until.js';
import { expectWhole, startLoad, type Load } from './load.js';
import { STALE_READS, WRITES, expectRecovery, expectRefused, expectServed, givenSubject, send } from './outage.js';
import { uniqueName } from '../support/given.js';
import type { Subject } from './outage.js';

const app = useApp({ logLevel: 'info' }); // with the fast lane, as in production
/** Another program's lock. */
let held: Lock | undefined;
let subject: Subject;
let load: Load | undefined;
beforeAll(async () => {
  subject = await givenSubject(app.heksher.url);
  expectServed(await send(subject));
});
afterEach(async () => {
  await held?.release();
  await load?.end().catch(() => undefined); // the test reports it
  load = undefined;
});

/** The statements that the service's connections run. */
const statements = () =>
  app.database.sql("select query from pg_stat_activity where application_name = 'heksher' and state <> 'idle'");

/** Waits until the server runs no statement of the service. */
const untilQuiet = () => until(async () => (await statements()).length === 0, 'the statements to end');

const MANY = Array.from({ length: 12 });

test('writes that wait for another program’s lock are refused in time and leave nothing behind, while reads go on', async () => {
  load = startLoad(subject);
  await load.isWell();
  held = await lock(app.database.url, HEAD);

  // A write of the value that is there would not need the lock.
  const newValue = (value: number) => () => subject.heksher.setRuleValue(subject.rule, value);
  const writing = MANY.map((_, at) => send(subject, { ...WRITES, 'new value': newValue(at + 3) }));
  await held.isAwaited();
  const reads = await send(subject, STALE_READS);
  const health = await app.heksher.get('/api/health');
  const writes = (await Promise.all(writing)).flat();
  const written = await load.end();

  expectServed(reads);
  expect(health.status).toBe(200);
  expectRefused(writes);
  expect(written.readsRefused).toBe(0);
  await untilQuiet(); // the server ends statements that the service has given up
  await held.release();
  await expectRecovery(subject);
  await expectWhole(app.database, written);
}, 60_000);

test('reads that wait for a lock are refused in time, and so are requests that find all connections waiting', async () => {
  held = await lock(
    app.database.url,
    'lock table context_features, settings, rules, revision_head in access exclusive mode',
  );
  load = startLoad(subject); // only now, because the program locks in another order than the service

  const answers = (await Promise.all(MANY.map(() => send(subject)))).flat();
  const written = await load.end();

  expectRefused(answers.filter(({ name }) => name !== 'changes'));
  await untilQuiet();
  await held.release();
  await expectRecovery(subject);
  await expectWhole(app.database, written);
}, 60_000);

test('a request waits for a load that takes seconds', async () => {
  const { setting, heksher } = subject;
  await heksher.addAlias(setting, uniqueName('alias')); // the next query has to load the setting
  held = await lock(app.database.url, 'lock table conditions in access exclusive mode');

  const answering = heksher.query({ settings: setting });
  await held.isAwaited();
  await sleep(2000); // far longer than a load takes, far shorter than the service waits for one
  await held.release();
  const answer = await answering;

  expect(answer.status).toBe(200);
});

test('a load goes on even if it takes longer than a request waits', async () => {
  const { setting, heksher } = subject;
  await heksher.addAlias(setting, uniqueName('alias')); // the next query has to load the setting
  held = await lock(app.database.url, 'lock table conditions in access exclusive mode');

  const refused = await send(subject, { query: () => heksher.query({ settings: setting }) });
  const loading = await statements();
  await held.release();
  await expectRecovery(subject);

  expectRefused(refused);
  expect(loading).toContainEqual({ query: expect.stringContaining('chosen_rules') });
}, 60_000);
