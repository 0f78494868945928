import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { useApp } from '../support/app.js';
import { HEAD, lock, type Lock } from '../support/connections.js';
import { until } from '../support/until.js';
import { expectWhole, startLoad, type Load } from './load.js';
import { STALE_READS, WRITES, expectRecovery, expectRefused, expectServed, givenSubject, send } from './outage.js';
import type { Subject } from './outage.js';

const app = useApp({ logLevel: 'info' }); // with the fast lane, as it is served
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

/** Waits until nothing runs any more in the server. */
const untilQuiet = () => until(async () => (await statements()).length === 0, 'the statements to end');

const MANY = Array.from({ length: 12 });

test('writes that wait for the lock of another program are refused in time and whole, and reads go on', async () => {
  load = startLoad(subject);
  await load.isWell();
  held = await lock(app.database.url, HEAD);

  const writing = MANY.map(() => send(subject, WRITES));
  await held.isAwaited();
  const reads = await send(subject, STALE_READS);
  const health = await app.heksher.get('/api/health');
  const writes = (await Promise.all(writing)).flat();
  const written = await load.end();

  expectServed(reads);
  expect(health.status).toBe(200);
  expectRefused(writes);
  expect(written.readsRefused).toBe(0);
  await untilQuiet(); // the server does not go on with what the service has given up
  await held.release();
  await expectRecovery(subject);
  await expectWhole(app.database, written);
}, 60_000);

test('reads that wait for a lock are refused in time, and so is who gets no connection because of them', async () => {
  held = await lock(
    app.database.url,
    'lock table context_features, settings, rules, revision_head in access exclusive mode',
  );
  load = startLoad(subject); // not before: the program locks in another order than the service

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
  await heksher.setRuleValue(subject.rule, 2); // so that it has to be loaded
  held = await lock(app.database.url, 'lock table conditions in access exclusive mode');

  const answering = heksher.query({ settings: setting });
  await held.isAwaited();
  await sleep(2000); // far longer than a load takes, far shorter than the service waits for one
  await held.release();
  const answer = await answering;

  expect(answer.status).toBe(200);
});

test('a load that takes longer than a request waits goes on all the same', async () => {
  const { setting, heksher } = subject;
  await heksher.setRuleValue(subject.rule, 2); // so that it has to be loaded
  held = await lock(app.database.url, 'lock table conditions in access exclusive mode');

  const refused = await send(subject, { query: () => heksher.query({ settings: setting }) });
  const loading = await statements();
  await held.release();
  await expectRecovery(subject);

  expectRefused(refused);
  expect(loading).toContainEqual({ query: expect.stringContaining('chosen_rules') });
}, 60_000);
