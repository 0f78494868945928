import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { serve } from '../support/app.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { expectWhole, startLoad } from './load.js';
import {
  UNWELL_WITHIN_MS,
  expectRecovery,
  expectRefused,
  expectServed,
  givenSubject,
  send,
  untilHealth,
} from './outage.js';

let primary: OwnPostgres;
let standby: OwnPostgres;
beforeAll(async () => {
  primary = await OwnPostgres.start();
  standby = await primary.startStandby();
  await primary.commitOnStandbys();
}, 120_000);
afterAll(async () => {
  await primary.remove();
  await standby.remove();
});

test('when the primary dies, its standby takes over with every acknowledged write and no partial one', async () => {
  const address = await TcpProxy.to(primary.url);
  const service = await serve(address.url, [], { logLevel: 'info' }); // with the fast lane, as in production
  const subject = await givenSubject(service.url);
  expectServed(await send(subject));
  const load = startLoad(subject);
  await load.isWell();

  await primary.kill();
  const [refused] = await Promise.all([send(subject), untilHealth(subject.heksher, 500, UNWELL_WITHIN_MS)]);
  address.switchTo(standby.url); // read-only for now
  const [early] = await send(subject, { write: ({ heksher, rule }) => heksher.setRuleValue(rule, 5) });
  await standby.promote();
  await expectRecovery(subject);
  await load.isWell();
  const written = await load.end();

  expectRefused(refused);
  expectRefused(early ? [early] : []);
  await expectWhole(standby, written);
  await service.close();
  await address.close();
}, 120_000);

test('a write whose commit waits in vain for a standby is refused in time and never acknowledged', async () => {
  const [alone, follower] = [standby, await standby.startStandby()];
  await alone.commitOnStandbys();
  const service = await serve(alone.url);
  const subject = await givenSubject(service.url);
  await follower.kill();

  const refused = await send(subject, { write: ({ heksher, rule }) => heksher.setRuleValue(rule, 5) });
  const read = await subject.heksher.rule(subject.rule);

  expectRefused(refused);
  expect(read.body).toMatchObject({ value: 2 });
  await follower.start();
  await expectRecovery(subject);
  await service.close();
  await follower.remove();
}, 120_000);
