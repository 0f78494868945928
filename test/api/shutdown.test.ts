import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request as post } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Given } from '../support/given.js';
import { Heksher, type AddedRule } from '../support/heksher.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { head, listen, open, say, statusesOf } from '../support/raw.js';

jest.setTimeout(60_000); // a process takes its time to start where others start, too

const MAIN = 'dist/apps/heksher/src/main.js';

let database: TestDatabase;
let service: Service;
beforeEach(async () => {
  database = await createDatabase();
  service = await start({ HEKSHER_DB_CONNECTION_STRING: database.url });
});
afterEach(async () => {
  service.kill('SIGKILL');
  await database.drop();
});

interface Service {
  heksher: Heksher;
  kill(signal: NodeJS.Signals): void;
  /** Resolves once it has logged this. */
  logged(text: string): Promise<void>;
  /** The exit code and all that was logged. */
  ended: Promise<{ code: number | null; output: string }>;
}

/** The service as a process of its own. */
async function start(environment: Record<string, string>): Promise<Service> {
  const child = spawn(process.execPath, [MAIN], {
    env: { HEKSHER_PORT: '0', ...environment },
    timeout: 55_000,
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  const logged = async (text: string) => {
    while (!output.includes(text)) {
      if (child.exitCode !== null) throw new Error(`the service has ended: ${output}`);
      await sleep(10);
    }
  };
  await logged('"url":"');
  const [, url = ''] = /"url":"([^"]+)"/.exec(output) ?? [];
  return { heksher: new Heksher(url), kill: (signal) => void child.kill(signal), logged, ended };
}

/** Keeps every writer waiting until it is released. */
async function holdWriters(): Promise<{ isAwaited(): Promise<void>; release(): Promise<void> }> {
  const held = database
    .sql('with held as materialized (select from revision_head for update) select pg_sleep(60) from held')
    .catch(() => undefined); // it is cancelled
  const until = async (condition: string) => {
    const isSo = `select from pg_stat_activity where datname = current_database() and ${condition}`;
    while ((await database.sql(isSo)).length === 0) await sleep(10);
  };
  await until(`wait_event = 'PgSleep'`);
  return {
    isAwaited: () => until(`wait_event_type = 'Lock'`),
    release: async () => {
      await database.sql(
        `select pg_cancel_backend(pid) from pg_stat_activity
         where datname = current_database() and wait_event = 'PgSleep'`,
      );
      await held;
    },
  };
}

async function newRule({ heksher }: Service): Promise<AddedRule> {
  const { name, configurable_features } = await new Given(heksher).setting();
  return { setting: name, feature_values: { [configurable_features[0] ?? '']: 'jim' }, value: 1 };
}

/** Resolves once the service takes no new connection. */
async function untilRefused({ heksher }: Service): Promise<void> {
  for (;;) {
    const socket = await open(heksher.url).catch(() => undefined);
    if (!socket) return;
    socket.destroy();
    await sleep(10);
  }
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s lets a request in flight finish, takes no other, and ends',
  async (signal) => {
    const rule = await newRule(service);
    const writers = await holdWriters();
    const inFlight = service.heksher.addRule(rule);
    await writers.isAwaited();

    const start = Date.now();
    service.kill(signal);
    await service.logged('stopping');
    await untilRefused(service);
    await writers.release();
    const [answer, { code, output }] = [await inFlight, await service.ended];

    expect(answer.status).toBe(201);
    expect(code).toBe(0);
    expect(Date.now() - start).toBeLessThan(10_000);
    expect(output).not.toContain('"level":"error"');
    expect(await database.sql('select from rules')).toHaveLength(1);
  },
);

test('a connection that is kept alive does not keep the service', async () => {
  await service.heksher.get('/api/health');

  const start = Date.now();
  service.kill('SIGTERM');
  const { code } = await service.ended;

  expect(code).toBe(0);
  expect(Date.now() - start).toBeLessThan(5000);
});

test('a request that does not end keeps the service for less than ten seconds', async () => {
  const request = post(`${service.heksher.url}/api/v1/rules`, { method: 'POST', headers: { 'Content-Length': 10 } });
  const inFlight = once(request, 'response').catch(() => 'cut');
  request.write('{'); // and nothing more
  await sleep(200);

  const start = Date.now();
  service.kill('SIGTERM');
  const { code } = await service.ended;

  expect(code).toBe(0);
  expect(Date.now() - start).toBeLessThan(10_000);
  expect(await inFlight).toBe('cut');
});

test('a second signal ends the service at once', async () => {
  const rule = await newRule(service);
  const writers = await holdWriters();
  const inFlight = service.heksher.addRule(rule).catch(() => 'cut');
  await writers.isAwaited();

  service.kill('SIGTERM');
  await service.logged('stopping');
  const start = Date.now();
  service.kill('SIGTERM');
  await service.ended;

  expect(Date.now() - start).toBeLessThan(2000);
  expect(await inFlight).toBe('cut');
  await writers.release();
});

test('what was written before the end is there after the next start', async () => {
  const id = await new Given(service.heksher).rule(await newRule(service));
  const before = await service.heksher.query();
  service.kill('SIGTERM');
  await service.ended;

  service = await start({ HEKSHER_DB_CONNECTION_STRING: database.url });
  const after = await service.heksher.query();

  expect(after.text).toContain(`"rule_id":${id}`);
  expect(after.text).toBe(before.text);
  expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
});

/** Another service, told to stop, which goes on answering for some seconds. */
async function startDraining(environment: Record<string, string>): Promise<Service> {
  const draining = await start({ ...environment, HEKSHER_DRAIN_SECONDS: '3' });
  draining.kill('SIGTERM');
  await draining.logged('stopping');
  return draining;
}

test('a service that drains goes on answering, says that it is not ready, and then ends', async () => {
  const begin = Date.now();
  const draining = await startDraining({ HEKSHER_DB_CONNECTION_STRING: database.url });

  const ready = await draining.heksher.get('/api/health/ready');
  const [live, query] = [await draining.heksher.get('/api/health/live'), await draining.heksher.query()];
  const { code, output } = await draining.ended;

  expect(ready.status).toBe(503);
  expect(ready.body).toMatchObject({ detail: 'the service is about to stop' });
  expect([live.status, query.status]).toEqual([200, 200]);
  expect(code).toBe(0);
  expect(Date.now() - begin).toBeGreaterThan(2900);
  expect(output).not.toContain('"level":"error"');
});

test('a service of documentation drains as well, and a second signal ends it at once', async () => {
  const draining = await startDraining({ DOC_ONLY: 'true' });

  const [ready, docs] = [await draining.heksher.get('/api/health/ready'), await draining.heksher.get('/openapi.json')];
  const begin = Date.now();
  draining.kill('SIGTERM');
  const { code } = await draining.ended;

  expect([ready.status, docs.status]).toEqual([503, 200]);
  expect(code).toBe(0);
  expect(Date.now() - begin).toBeLessThan(2000);
});

test('a connection that is still open while the service stops hears that it is not ready', async () => {
  const rule = JSON.stringify(await newRule(service));
  const writers = await holdWriters();
  const { hostname, port } = new URL(service.heksher.url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let answers = '';
  socket.on('data', (text: string) => (answers += text));
  socket.write(
    `POST /api/v1/rules HTTP/1.1\r\nHost: heksher\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(rule)}\r\n\r\n${rule}`,
  );
  await writers.isAwaited();

  service.kill('SIGTERM');
  await service.logged('stopping');
  socket.write('GET /api/health/ready HTTP/1.1\r\nHost: heksher\r\nConnection: close\r\n\r\n');
  await sleep(200);
  await writers.release();
  await once(socket, 'close');

  expect(answers).toMatch(/^HTTP\/1\.1 201 /);
  expect(answers).toMatch(/HTTP\/1\.1 503 [^]*about to stop/);
  expect((await service.ended).code).toBe(0);
});

const QUERY = head('GET /api/v1/query?settings=');

/** A connection on which a request was answered. */
async function kept({ heksher }: Service): Promise<Socket> {
  const socket = await open(heksher.url);
  socket.write(QUERY);
  await once(socket, 'data');
  return socket;
}

test('a request that follows another on its connection while the service stops is answered, and is the last', async () => {
  const socket = await kept(service);
  const answers = listen(socket);

  service.kill('SIGTERM');
  await untilRefused(service);
  socket.write(QUERY);

  expect(await answers).toMatch(/^HTTP\/1\.1 200 [^]*\r\nConnection: close\r\n/);
  expect((await service.ended).code).toBe(0);
});

test.each([
  ['in front of Express', 'info'],
  ['by Express', 'debug'],
])('while the service drains every answer ends its connection: %s', async (_, level) => {
  const draining = await startDraining({ HEKSHER_DB_CONNECTION_STRING: database.url, HEKSHER_LOG_LEVEL: level });

  const said = [QUERY, QUERY, head('GET /docs'), head('GET /nothing'), head('GET /api/v1/changes?since=x')].map(
    (sent) => say(draining.heksher.url, sent),
  );

  for (const answer of await Promise.all(said)) {
    expect(answer).toContain('\r\nConnection: close\r\n');
    expect(answer).not.toContain('keep-alive');
  }
  draining.kill('SIGKILL');
});

test('of requests that were sent at once while the service drains each is answered, and the last ends the connection', async () => {
  const draining = await startDraining({ HEKSHER_DB_CONNECTION_STRING: database.url });

  const answers = await say(draining.heksher.url, head('POST /api/v1/rules').concat(QUERY.repeat(3)));

  expect(statusesOf(answers)).toEqual([422, 200, 200, 200]);
  expect(answers.split('Connection: close')).toHaveLength(2);
  draining.kill('SIGKILL');
});

test('an idle connection is closed while the service drains, one that has never asked anything as well', async () => {
  const environment = { HEKSHER_DB_CONNECTION_STRING: database.url, HEKSHER_DRAIN_SECONDS: '30' };
  const draining = await start(environment);
  const idle = await kept(draining);
  const silent = await open(draining.heksher.url);
  const ended = Promise.all([listen(idle), listen(silent)]);

  draining.kill('SIGTERM');

  expect(await ended).toEqual(['', '']);
  expect((await draining.heksher.get('/api/health')).status).toBe(200);
  draining.kill('SIGKILL');
});
