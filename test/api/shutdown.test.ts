import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, jest, test } from '@jest/globals';
import { Given } from '../support/given.js';
import type { AddedRule, Heksher } from '../support/heksher.js';
import { HEAD, lock } from '../support/connections.js';
import { useDatabase } from '../support/postgres.js';
import { head, listen, open, say, statusesOf } from '../support/raw.js';
import { start, type Ended, type Program } from '../support/service-process.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000); // starting a process is slow while others start

const database = useDatabase();

const programs: Program[] = [];
afterEach(async () => {
  for (const program of programs.splice(0)) await program.stop('SIGKILL');
});

/** Starts the built service, and waits until it listens. */
async function startService(environment: Record<string, string> = {}): Promise<Service> {
  const program = start({ HEKSHER_DB_CONNECTION_STRING: database.url, ...environment });
  programs.push(program);
  return { program, heksher: await program.listening() };
}

interface Service {
  program: Program;
  heksher: Heksher;
}

const outputOf = ({ stdout, stderr }: Ended) => stdout + stderr;

async function newRule({ heksher }: Service): Promise<AddedRule> {
  const { name, configurable_features } = await new Given(heksher).setting();
  return { setting: name, feature_values: { [configurable_features[0] ?? '']: 'jim' }, value: 1 };
}

/** Resolves once the service accepts no new connections. */
async function untilRefused({ heksher }: Service): Promise<void> {
  const isRefused = async () => {
    await sleep(200); // the service listens until no client has connected for a moment
    const socket = await open(heksher.url).catch(() => undefined);
    socket?.destroy();
    return !socket;
  };
  await until(isRefused, 'connections to be refused');
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s lets a request in flight finish, takes no other, and ends',
  async (signal) => {
    const service = await startService();
    const rule = await newRule(service);
    const writers = await lock(database.url, HEAD);
    const inFlight = service.heksher.addRule(rule);
    await writers.isAwaited();

    const began = Date.now();
    service.program.kill(signal);
    await service.program.wrote('stopping');
    await untilRefused(service);
    await writers.release();
    const [answer, ended] = [await inFlight, await service.program.ended];

    expect(answer.status).toBe(201);
    expect(ended.code).toBe(0);
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(outputOf(ended)).not.toContain('"level":"error"');
    expect(await database.sql('select from rules where setting = $1', [rule.setting])).toHaveLength(1);
  },
);

test('a connection that is kept alive does not keep the service', async () => {
  const service = await startService();
  await service.heksher.get('/api/health');

  const began = Date.now();
  service.program.kill('SIGTERM');
  const { code } = await service.program.ended;

  expect(code).toBe(0);
  expect(Date.now() - began).toBeLessThan(5000);
});

test('a request that does not end keeps the service for less than ten seconds', async () => {
  const service = await startService();
  const socket = await open(service.heksher.url);
  const headers = { 'Content-Type': 'application/json', 'Content-Length': 10, Expect: '100-continue' };
  socket.write(head('POST /api/v1/rules', headers));
  const [begun] = (await once(socket, 'data')) as [Buffer];
  const rest = listen(socket);
  socket.write('{'); // the rest never comes

  const began = Date.now();
  service.program.kill('SIGTERM');
  const { code } = await service.program.ended;

  expect(statusesOf(String(begun))).toEqual([100]);
  expect(code).toBe(0);
  expect(Date.now() - began).toBeLessThan(10_000);
  expect(await rest).toBe('');
});

test('a second signal ends the service at once', async () => {
  const service = await startService();
  const rule = await newRule(service);
  const writers = await lock(database.url, HEAD);
  const inFlight = service.heksher.addRule(rule).catch(() => 'cut');
  await writers.isAwaited();

  service.program.kill('SIGTERM');
  await service.program.wrote('stopping');
  const began = Date.now();
  service.program.kill('SIGTERM');
  await service.program.ended;

  expect(Date.now() - began).toBeLessThan(2000);
  expect(await inFlight).toBe('cut');
  await writers.release();
});

test('acknowledged writes are there after a restart', async () => {
  const service = await startService();
  const id = await new Given(service.heksher).rule(await newRule(service));
  const before = await service.heksher.query();
  service.program.kill('SIGTERM');
  await service.program.ended;

  const next = await startService();
  const after = await next.heksher.query();

  expect(after.text).toContain(`"rule_id":${id}`);
  expect(after.text).toBe(before.text);
  expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
});

/** Starts a service and sends it the signal to stop. It drains for some seconds first. */
async function startDraining(environment: Record<string, string> = {}): Promise<Service> {
  const draining = await startService({ ...environment, HEKSHER_DRAIN_SECONDS: '3' });
  draining.program.kill('SIGTERM');
  await draining.program.wrote('stopping');
  return draining;
}

test('a draining service goes on answering, says that it is not ready, and then ends', async () => {
  const begin = Date.now();
  const draining = await startDraining();

  const ready = await draining.heksher.get('/api/health/ready');
  const [live, query] = [await draining.heksher.get('/api/health/live'), await draining.heksher.query()];
  const ended = await draining.program.ended;

  expect(ready.status).toBe(503);
  expect(ready.body).toMatchObject({ detail: 'the service is about to stop' });
  expect([live.status, query.status]).toEqual([200, 200]);
  expect(ended.code).toBe(0);
  expect(Date.now() - begin).toBeGreaterThan(2900);
  expect(outputOf(ended)).not.toContain('"level":"error"');
});

test('a documentation-only service drains as well, and a second signal ends it at once', async () => {
  const draining = await startDraining({ HEKSHER_DB_CONNECTION_STRING: '', DOC_ONLY: 'true' });

  const [ready, docs] = [await draining.heksher.get('/api/health/ready'), await draining.heksher.get('/openapi.json')];
  const begin = Date.now();
  draining.program.kill('SIGTERM');
  const { code } = await draining.program.ended;

  expect([ready.status, docs.status]).toEqual([503, 200]);
  expect(code).toBe(0);
  expect(Date.now() - begin).toBeLessThan(2000);
});

test('a client on an open connection learns that a stopping service is not ready', async () => {
  const service = await startService();
  const rule = JSON.stringify(await newRule(service));
  const writers = await lock(database.url, HEAD);
  const socket = await open(service.heksher.url);
  const answers = listen(socket);
  socket.write(
    `POST /api/v1/rules HTTP/1.1\r\nHost: heksher\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(rule)}\r\n\r\n${rule}`,
  );
  await writers.isAwaited();

  service.program.kill('SIGTERM');
  await service.program.wrote('stopping');
  socket.write('GET /api/health/ready HTTP/1.1\r\nHost: heksher\r\nConnection: close\r\n\r\n');
  await writers.release();

  expect(await answers).toMatch(/^HTTP\/1\.1 201 /);
  expect(await answers).toMatch(/HTTP\/1\.1 503 [^]*about to stop/);
  expect((await service.program.ended).code).toBe(0);
});

const QUERY = head('GET /api/v1/query?settings=');

/** A connection on which a request was answered. */
async function kept({ heksher }: Service): Promise<Socket> {
  const socket = await open(heksher.url);
  socket.write(QUERY);
  await once(socket, 'data');
  return socket;
}

test('while the service stops, a further request on an open connection is answered and is the last', async () => {
  const service = await startService();
  const socket = await kept(service);
  const answers = listen(socket);

  service.program.kill('SIGTERM');
  await untilRefused(service);
  socket.write(QUERY);

  expect(await answers).toMatch(/^HTTP\/1\.1 200 [^]*\r\nConnection: close\r\n/);
  expect((await service.program.ended).code).toBe(0);
});

test.each([
  ['in front of Express', 'info'],
  ['by Express', 'debug'],
])('while the service drains every answer ends its connection: %s', async (_, level) => {
  const draining = await startDraining({ HEKSHER_LOG_LEVEL: level });

  const said = [QUERY, QUERY, head('GET /docs'), head('GET /nothing'), head('GET /api/v1/changes?since=x')].map(
    (sent) => say(draining.heksher.url, sent),
  );

  for (const answer of await Promise.all(said)) {
    expect(answer).toContain('\r\nConnection: close\r\n');
    expect(answer).not.toContain('keep-alive');
  }
  draining.program.kill('SIGKILL');
});

test('while the service drains, pipelined requests are all answered, and the last answer ends the connection', async () => {
  const draining = await startDraining();

  const answers = await say(draining.heksher.url, head('POST /api/v1/rules').concat(QUERY.repeat(3)));

  expect(statusesOf(answers)).toEqual([422, 200, 200, 200]);
  expect(answers.split('Connection: close')).toHaveLength(2);
  draining.program.kill('SIGKILL');
});

test('idle connections are closed while the service drains, even those that were never used', async () => {
  const environment = { HEKSHER_DB_CONNECTION_STRING: database.url, HEKSHER_DRAIN_SECONDS: '30' };
  const draining = await startService(environment);
  const idle = await kept(draining);
  const silent = await open(draining.heksher.url);
  const ended = Promise.all([listen(idle), listen(silent)]);

  draining.program.kill('SIGTERM');

  expect(await ended).toEqual(['', '']);
  expect((await draining.heksher.get('/api/health')).status).toBe(200);
  draining.program.kill('SIGKILL');
});
