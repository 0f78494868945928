import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startApp, type TestApp } from '../support/app.js';
import { expectWhole, startLoad, type Load } from './load.js';
import { STALE_READS, WRITES, expectRecovery, expectRefused, expectServed, givenSubject, send } from './outage.js';
import type { Subject } from './outage.js';

let app: TestApp;
let program: pg.Client;
let subject: Subject;
let load: Load | undefined;
beforeAll(async () => {
  app = await startApp({ logLevel: 'info' }); // with the fast lane, as it is served
  subject = await givenSubject(app.heksher.url);
  expectServed(await send(subject));
  program = new pg.Client(app.database.url);
  await program.connect();
});
afterEach(async () => {
  await program.query('rollback');
  await load?.end().catch(() => undefined); // told by the test
  load = undefined;
});
afterAll(async () => {
  await program.end();
  await app.stop();
});

/** The statements that the service's connections are at. */
const statements = () =>
  app.database.sql("select query from pg_stat_activity where application_name = 'heksher' and state <> 'idle'");

async function untilQuiet(): Promise<void> {
  for (const began = performance.now(); (await statements()).length > 0; await sleep(50)) {
    if (performance.now() - began > 2000) throw new Error(`still running: ${JSON.stringify(await statements())}`);
  }
}

const MANY = Array.from({ length: 12 });

test('writes that wait for the lock of another program are refused in time and whole, and reads go on', async () => {
  load = startLoad(subject);
  await load.isWell();
  await program.query('begin; update revision_head set seq = seq');

  const writing = MANY.map(() => send(subject, WRITES));
  await sleep(300);
  const reads = await send(subject, STALE_READS);
  const health = await app.heksher.get('/api/health');
  const writes = (await Promise.all(writing)).flat();
  const written = await load.end();

  expectServed(reads);
  expect(health.status).toBe(200);
  expectRefused(writes);
  expect(written.readsRefused).toBe(0);
  await untilQuiet(); // nothing waits on in the server for what nobody wants any more
  await program.query('rollback');
  await expectRecovery(subject);
  await expectWhole(app.database, written);
}, 60_000);

test('reads that wait for a lock are refused in time, and so is who gets no connection because of them', async () => {
  await program.query('begin; lock table context_features, settings, rules, revision_head in access exclusive mode');
  load = startLoad(subject); // not before: the order in which the program locks is none of the service's

  const answers = (await Promise.all(MANY.map(() => send(subject)))).flat();
  const written = await load.end();

  expectRefused(answers.filter(({ name }) => name !== 'changes'));
  await untilQuiet();
  await program.query('rollback');
  await expectRecovery(subject);
  await expectWhole(app.database, written);
}, 60_000);

test('what takes seconds to load is waited for', async () => {
  const { setting, heksher } = subject;
  await heksher.setRuleValue(subject.rule, 2); // so that it has to be loaded
  await program.query('begin; lock table conditions in access exclusive mode');

  const answering = heksher.query({ settings: setting });
  await sleep(2000);
  await program.query('rollback');
  const answer = await answering;

  expect(answer.status).toBe(200);
});

test('what takes longer to load than anybody waits for it is loaded all the same', async () => {
  const { setting, heksher } = subject;
  await heksher.setRuleValue(subject.rule, 2); // so that it has to be loaded
  await program.query('begin; lock table conditions in access exclusive mode');

  const refused = await send(subject, { query: () => heksher.query({ settings: setting }) });
  const loading = await statements();
  await program.query('rollback');
  await expectRecovery(subject);

  expectRefused(refused);
  expect(loading).toEqual([{ query: expect.stringContaining('chosen_rules') }]);
}, 60_000);
