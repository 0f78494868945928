import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { HeksherConfig } from '../../apps/heksher/src/config/config.js';
import { serve, type Service } from '../support/app.js';
import type { Heksher } from '../support/heksher.js';
import { MetricsText } from '../support/metrics.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { createDatabase } from '../support/postgres.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { REFUSED_WITHIN_MS, givenSubject, type Subject } from './outage.js';

jest.setTimeout(120_000); // each test starts two servers

let primary: OwnPostgres;
let standby: OwnPostgres;
/** From the standby to the primary. */
let replication: TcpProxy;
let toPrimary: TcpProxy;
let toStandby: TcpProxy;
let services: Service[] = [];
/** Reads from the standby. */
let near: Heksher;
/** Knows the primary only. */
let far: Heksher;
let subject: Subject;
let logs: Record<string, unknown>[] = [];

beforeEach(async () => {
  primary = await OwnPostgres.start();
  replication = await TcpProxy.to(primary.url);
  standby = await primary.startStandby(replication.url);
  toPrimary = await TcpProxy.to(primary.url);
  toStandby = await TcpProxy.to(standby.url);
  far = (await start({})).heksher;
  subject = await givenSubject(far.url);
  logs = [];
  near = (await start({ standby: toStandby.url })).heksher;
});

afterEach(async () => {
  for (const service of services) await service.close();
  services = [];
  for (const proxy of [toPrimary, toStandby, replication]) await proxy.close();
  await primary.remove();
  await standby.remove();
});

async function start(config: Partial<HeksherConfig>): Promise<Service> {
  const service = await serve(toPrimary.url, logs, {
    logLevel: 'info',
    usage: { isOn: false, keptDays: 90 },
    ...config,
  });
  services.push(service);
  return service;
}

/** The value of the rule, with the age of the answer. */
async function read(
  heksher: Heksher,
  headers: Record<string, string> = {},
): Promise<{ value: unknown; age: string | null }> {
  const { setting, feature } = subject;
  const parameters = { settings: setting, context_filters: `${feature}:(x)` };
  const answer = await heksher.query(parameters, headers);
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
  const { settings } = answer.body as { settings: Record<string, { rules: { value: unknown }[] }> };
  return { value: settings[setting]?.rules[0]?.value, age: answer.headers.get('age') };
}

const valueOf = async (heksher: Heksher, headers: Record<string, string> = {}) => (await read(heksher, headers)).value;

/** Writes the rule through an instance, and returns the sequence of the change. */
async function write(heksher: Heksher, value: number): Promise<string> {
  const { status } = await heksher.setRuleValue(subject.rule, value);
  expect(status).toBe(204);
  const { body } = await far.get('/api/v1/changes?limit=1&order=desc');
  return String((body as { changes: { sequence: number }[] }).changes[0]?.sequence);
}

async function metric(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  return new MetricsText((await near.get('/metrics')).text).value(name, labels);
}

const counted = (outcome: string) => metric('heksher_standby_reads_total', { outcome });
const pauseReplay = () => standby.sql('select pg_wal_replay_pause()');
const resumeReplay = () => standby.sql('select pg_wal_replay_resume()');

async function untilSeen(heksher: Heksher, value: unknown, within?: number): Promise<void> {
  await until(async () => (await valueOf(heksher)) === value, `the value ${String(value)}`, within);
}

test('reads are answered by the standby, as old as it is, and say how old that may be', async () => {
  await untilSeen(near, 2);
  await pauseReplay();
  await write(far, 3);
  const before = await counted('answered');

  const old = await read(near);

  expect(old.value).toBe(2);
  expect(Number(old.age)).toBeGreaterThanOrEqual(0);
  expect(await counted('answered')).toBeGreaterThan(before ?? 0);
  expect(await metric('heksher_standby_in_use')).toBe(1);
  await until(async () => Number((await read(near)).age) >= 1, 'the state to grow old');
  expect(await valueOf(far)).toBe(3);
  await resumeReplay();
  await untilSeen(near, 3);
});

test('no-cache, an age that the standby exceeds and a wanted change are answered by the primary while the standby is behind', async () => {
  await untilSeen(near, 2);
  await pauseReplay();
  const first = await write(far, 3);
  await until(async () => Number((await read(near)).age) >= 2, 'the state to grow old');

  const patient = await valueOf(near, { 'Cache-Control': 'max-age=3600' });
  const wanted = await valueOf(near, { 'Heksher-Min-Sequence': first });
  await write(far, 4);
  const stillOld = await valueOf(near);
  const newest = await read(near, { 'Cache-Control': 'no-cache' });
  await write(far, 5);
  await until(
    async () => (await valueOf(near, { 'Cache-Control': 'max-age=1' })) === 5,
    'an answer that is young enough',
  );

  expect(patient).toBe(2);
  expect([wanted, stillOld, newest.value]).toEqual([3, 3, 4]);
  expect(newest.age).toBe('0');
});

test('an instance reads its own writes, whatever the standby has', async () => {
  await untilSeen(near, 2);
  await pauseReplay();

  for (const value of [3, 4, 5]) {
    await write(near, value);
    expect(await valueOf(near)).toBe(value);
    expect((await near.rule(subject.rule)).body).toMatchObject({ value });
  }
  const added = await near.addRule({
    setting: subject.setting,
    feature_values: { [subject.feature]: 'y' },
    value: 6,
  });
  const { rule_id: id } = added.body as { rule_id: number };

  expect((await near.rule(id)).status).toBe(200);
  await sleep(3000); // longer than the standby may be behind without the primary being asked
  expect(await valueOf(near)).toBe(5);
  expect(await counted('behind')).toBeGreaterThan(0);
  await resumeReplay();
  const answered = (await counted('answered')) ?? 0;
  await until(async () => {
    await valueOf(near);
    await near.rule(id);
    return ((await counted('answered')) ?? 0) > answered + 10;
  }, 'the standby to answer again');
});

test('a write is planned on the primary, so it is not refused because of what the standby lacks', async () => {
  await pauseReplay();
  const { setting, feature } = subject;
  const added = await far.addRule({ setting, feature_values: { [feature]: 'late' }, value: 1 });
  const { rule_id: id } = added.body as { rule_id: number };
  await far.declare({ name: 'late', configurable_features: [feature], type: 'int', default_value: 1 });

  const declared = await near.declare({
    name: 'late',
    configurable_features: [feature],
    type: 'int',
    default_value: 1,
  });
  const changed = await near.setRuleValue(id, 2);
  const again = await near.addRule({ setting, feature_values: { [feature]: 'late' }, value: 3 });

  expect((declared.body as { outcome: string }).outcome).toBe('uptodate');
  expect([changed.status, again.status]).toEqual([204, 409]);
  await resumeReplay();
});

test('while the standby is away reads go to the primary, and later to the standby again', async () => {
  await untilSeen(near, 2);
  await standby.stop();
  await write(far, 3);

  expect(await valueOf(near)).toBe(3);
  await until(async () => (await metric('heksher_standby_in_use')) === 0, 'the metrics to say so');
  expect(logs.filter(({ message }) => String(message).startsWith('the standby is not in use'))).toHaveLength(1);
  await write(far, 4);
  expect(await valueOf(near)).toBe(4);
  expect(await counted('away')).toBeGreaterThan(0);

  await standby.start();
  await until(async () => (await valueOf(near)) === 4 && (await metric('heksher_standby_in_use')) === 1, 'the standby');
  expect(logs.filter(({ message }) => message === 'the standby answers reads')).toHaveLength(2);
});

test('while the standby hangs every read is answered in time, by the primary', async () => {
  await untilSeen(near, 2);
  toStandby.hang();
  await write(far, 3);

  for (let count = 0; count < 5; count++) {
    const began = performance.now();
    expect(await valueOf(near)).toBe(3);
    expect(performance.now() - began).toBeLessThan(REFUSED_WITHIN_MS);
  }
  expect((await near.get('/api/health')).status).toBe(200);
});

test('while the primary is away the standby answers reads, and writes are refused', async () => {
  await untilSeen(near, 2);
  await toPrimary.refuse();

  expect(await valueOf(near)).toBe(2);
  expect((await near.settings()).status).toBe(200);
  expect((await near.rule(subject.rule)).status).toBe(200);
  expect((await near.setRuleValue(subject.rule, 3)).status).toBe(503);
  expect((await near.query({ settings: subject.setting }, { 'Cache-Control': 'no-cache' })).status).toBe(503);
  await until(async () => (await near.get('/api/health/ready')).status === 503, 'not ready for writes');
  expect((await near.get('/api/health')).status).toBe(200);
  expect(await valueOf(near)).toBe(2);

  await toPrimary.restore();
  await until(async () => (await near.setRuleValue(subject.rule, 3)).status === 204, 'writes');
  expect(await valueOf(near)).toBe(3);
});

test('a standby that is promoted answers as before, and takes the writes once they are sent there', async () => {
  await untilSeen(near, 2);
  await write(near, 3);
  await primary.sql('select pg_switch_wal()');
  await until(async () => (await standby.sql(`select from rules where value = '3'`)).length > 0, 'the replay');

  await primary.kill();
  await standby.promote();
  expect(await valueOf(near)).toBe(3);
  toPrimary.switchTo(standby.url);

  await until(async () => (await near.setRuleValue(subject.rule, 4)).status === 204, 'writes');
  expect(await read(near)).toEqual({ value: 4, age: '0' });
  expect(await valueOf(far)).toBe(4);
});

test('a write that a failover has lost is not answered for ever', async () => {
  await untilSeen(near, 2);
  await replication.refuse();
  await write(near, 3);
  expect(await valueOf(near)).toBe(3);

  await primary.kill();
  await standby.promote();
  toPrimary.switchTo(standby.url);

  await untilSeen(near, 2, 20_000);
  await until(async () => (await near.setRuleValue(subject.rule, 5)).status === 204, 'writes');
  expect(await valueOf(near)).toBe(5);
  expect(await valueOf(far)).toBe(5);
});

test('the service starts without its standby', async () => {
  await toStandby.refuse();
  near = (await start({ standby: toStandby.url })).heksher;

  expect(await valueOf(near)).toBe(2);
  expect(await metric('heksher_standby_in_use')).toBe(0);
  await toStandby.restore();
  await until(async () => (await valueOf(near)) === 2 && (await metric('heksher_standby_in_use')) === 1, 'the standby');
});

test('a server that is no standby of the database answers nothing', async () => {
  const stranger = await createDatabase();
  near = (await start({ standby: stranger.url })).heksher;

  expect(await valueOf(near)).toBe(2);
  expect(await metric('heksher_standby_in_use')).toBe(0);
  expect(logs.find(({ message }) => String(message).startsWith('the standby is not in use'))).toMatchObject({
    reason: 'its state is none that the primary has been in, so it is not a standby of it',
  });
  await near.get('/api/v1/settings');
  expect(await counted('answered')).toBe(0);
  await stranger.drop();
});

test('answers never go back, and have what was written through the same instance, while the replay stops and goes on', async () => {
  await untilSeen(near, 2);
  const isOver = Date.now() + 8000;
  let value = 2;
  let own = 2;
  let isWriting = true;
  const writing = (async () => {
    for (; Date.now() < isOver; value++) {
      const isOwn = value % 5 === 0;
      await (isOwn ? near : far).setRuleValue(subject.rule, value + 1);
      if (isOwn) own = value + 1;
      if (value % 40 === 10) await pauseReplay();
      if (value % 40 === 30) await resumeReplay();
    }
    await resumeReplay();
    isWriting = false;
  })();
  const faults: string[] = [];
  const reading = async (headers: Record<string, string>) => {
    for (let last = 2; isWriting;) {
      const least = Math.max(last, own);
      const seen = Number(await valueOf(near, headers));
      if (seen < least) faults.push(`${seen} after ${least} with ${JSON.stringify(headers)}`);
      last = seen;
    }
  };

  await Promise.all([
    writing,
    reading({}),
    reading({}),
    reading({ 'Cache-Control': 'no-cache' }),
    reading({ 'Cache-Control': 'max-age=1' }),
  ]);

  expect(faults).toEqual([]);
  expect(value).toBeGreaterThan(50);
  await untilSeen(near, value);
});

test('a stream sends a change only when a read through the same instance has it', async () => {
  await untilSeen(near, 2);
  const abort = new AbortController();
  const stream = await fetch(`${near.url}/api/v1/changes/stream`, { signal: abort.signal });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const collecting = (async () => {
    for (;;) text += (await reader?.read())?.value ?? '';
  })().catch(() => undefined);

  for (const value of [10, 11, 12, 13, 14]) {
    const sequence = await write(far, value);
    await until(() => text.includes(`id: ${sequence}\n`), `the change ${sequence}`);
    expect(await valueOf(near)).toBe(value);
  }
  abort.abort();
  await collecting;
});
