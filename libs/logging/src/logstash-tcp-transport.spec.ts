import { afterEach, expect, jest, test } from '@jest/globals';
import { closedPort, startTcpLogstash, until, type TcpLogstash } from '../test/logstash-server.js';
import { logstashFormat } from './logstash-format.js';
import { LogstashTcpTransport, type LogstashTcpOptions } from './logstash-tcp-transport.js';

// Only a failing test takes so long: `until` gives up after a minute.
jest.setTimeout(90_000);

const running: { stop: () => Promise<void> | void }[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map(async (each) => each.stop()));
});

async function start(...options: Parameters<typeof startTcpLogstash>): Promise<TcpLogstash> {
  const logstash = await startTcpLogstash(...options);
  running.push(logstash);
  return logstash;
}

function given(options: Partial<LogstashTcpOptions> & { port: number }): LogstashTcpTransport {
  const format = logstashFormat({ version: '1.2.3', tags: {}, maxBytes: 1024 * 1024 - 1 });
  const transport = new LogstashTcpTransport({
    host: '127.0.0.1',
    level: 'debug',
    format,
    backOff: () => 10,
    flushMs: 300,
    ...options,
  });
  running.push({ stop: () => closed(transport) });
  return transport;
}

function log(transport: LogstashTcpTransport, message: string): void {
  const info = { level: 'info', message, timestamp: '2026-01-01T00:00:00.000Z' };
  const line = transport.format?.transform(info);
  transport.log(line as typeof info, () => undefined);
}

function closed(transport: LogstashTcpTransport): Promise<void> {
  return new Promise((resolve) => transport._final(resolve));
}

const messages = ({ received }: TcpLogstash): unknown[] => received.map(({ message }) => message);
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `m${index}`);

test('records that were logged before Logstash was up arrive once it is', async () => {
  const port = await closedPort();
  const transport = given({ port });
  let outages = 0;
  transport.on('away', () => (outages += 1));
  for (const message of numbered(100)) log(transport, message);
  await until(() => outages === 1);

  const logstash = await start({ port });

  await until(() => logstash.received.length === 100);
  expect(messages(logstash)).toEqual(numbered(100));
  expect(outages).toBe(1);
});

test('records arrive again after Logstash died and came back', async () => {
  const logstash = await start();
  const transport = given({ port: logstash.port });
  log(transport, 'before');
  await until(() => logstash.received.length === 1);
  let isAway = false;
  transport.on('away', () => (isAway = true));
  await logstash.stop();
  await until(() => {
    log(transport, 'while away');
    return isAway;
  });
  log(transport, 'last while away');

  const next = await start({ port: logstash.port });
  await until(() => messages(next).includes('last while away'));
  log(transport, 'after');

  await until(() => messages(next).includes('after'));
  expect(transport.waiting).toEqual({ records: 0, bytes: 0, dropped: 0 });
});

test('after an outage, Logstash first receives the number of dropped records', async () => {
  const port = await closedPort();
  const transport = given({ port, maxRecords: 10 });
  for (const message of numbered(25)) log(transport, message);
  expect(transport.waiting).toMatchObject({ records: 10, dropped: 15 });

  const logstash = await start({ port });

  await until(() => logstash.received.length === 11);
  expect(logstash.received[0]).toMatchObject({ level: 'WARNING', message: 'log records dropped', dropped: 15 });
  expect(messages(logstash).slice(1)).toEqual(numbered(25).slice(15));
});

test('the bytes of waiting records are bounded', async () => {
  const transport = given({ port: await closedPort(), maxBytes: 10_000 });

  for (const message of numbered(1_000)) log(transport, message);

  const { records, bytes, dropped } = transport.waiting;
  expect(bytes).toBeLessThanOrEqual(10_000);
  expect(records + dropped).toBe(1_000);
});

test('a server that never reads costs no more memory than the queue has', async () => {
  const logstash = await start({ greet: () => undefined });
  const transport = given({ port: logstash.port, maxBytes: 1_000_000 });
  const message = 'x'.repeat(50_000);

  await until(() => {
    log(transport, message); // until the system's buffers are full as well
    return transport.waiting.dropped > 100;
  });

  expect(transport.waiting.bytes).toBeLessThanOrEqual(1_000_000);
  expect(logstash.connections).toBe(1);
});

test('closing the transport does not wait for a server that never reads', async () => {
  const logstash = await start({ greet: () => undefined });
  const transport = given({ port: logstash.port, maxBytes: 1_000_000 });
  await until(() => {
    log(transport, 'x'.repeat(50_000));
    return transport.waiting.dropped > 0;
  });

  await closed(transport);

  log(transport, 'late');
  expect(transport.waiting.records).toBeLessThanOrEqual(20);
});

test('a stalled connection is closed, and the next one gets the records', async () => {
  const stuck = await start({ greet: () => undefined });
  const transport = given({ port: stuck.port, stallMs: 50 });
  await until(() => {
    if (transport.waiting.records < 5) log(transport, 'x'.repeat(100_000)); // until the system's buffers are full
    return stuck.connections > 1;
  });
  await stuck.stop();
  log(transport, 'last');

  const logstash = await start({ port: stuck.port });

  await until(() => messages(logstash).includes('last'));
});

test('an idle connection to Logstash stays open', async () => {
  const logstash = await start();
  const transport = given({ port: logstash.port, stallMs: 20 });
  log(transport, 'one');
  await until(() => logstash.received.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 100));

  log(transport, 'two');

  await until(() => logstash.received.length === 2);
  expect(logstash.connections).toBe(1);
});

test('a server that resets each connection is tried again after longer and longer waits', async () => {
  const logstash = await start({ greet: (socket) => socket.resetAndDestroy() });
  const failures: number[] = [];
  const transport = given({ port: logstash.port, backOff: (count) => failures.push(count) && 50 });

  await until(() => {
    log(transport, 'lost');
    return failures.length > 3;
  });

  expect(failures.slice(0, 4)).toEqual([0, 1, 2, 3]);
});

test('after a connection that lasted, the waits start over', async () => {
  const logstash = await start();
  const failures: number[] = [];
  const transport = given({ port: logstash.port, backOff: (count) => failures.push(count) && 1 });
  log(transport, 'one');
  await until(() => logstash.received.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 50));

  await logstash.stop();

  await until(() => failures.length > 0);
  expect(failures[0]).toBe(0);
});

test.each([
  ['a host without an address', { host: 'logstash.invalid', port: 5000 }],
  ['an invalid host name', { host: '\0', port: 5000 }],
  ['a port above the highest one', { port: 70_000 }],
])('%s only makes records wait', async (_case, options) => {
  const transport = given(options);
  const reasons: Error[] = [];
  transport.on('away', (reason: Error) => reasons.push(reason));

  log(transport, 'nowhere');

  await until(() => reasons.length === 1);
  expect(transport.waiting.records).toBe(1);
});

test('closing the transport sends the waiting records', async () => {
  const logstash = await start();
  const transport = given({ port: logstash.port, flushMs: 10_000 });
  for (const message of numbered(5_000)) log(transport, message);

  await closed(transport);

  await until(() => logstash.received.length === 5_000);
  expect(transport.waiting.records).toBe(0);
});

test('closing the transport tries again until its time is up', async () => {
  const port = await closedPort();
  const transport = given({ port, flushMs: 10_000 });
  let isAway = false;
  transport.on('away', () => (isAway = true));
  log(transport, 'late');
  await until(() => isAway);
  const closing = closed(transport);

  const logstash = await start({ port });
  await closing;

  await until(() => logstash.received.length === 1);
});

test('closing the transport without Logstash ends when its time is up', async () => {
  const transport = given({ port: await closedPort() });
  log(transport, 'never sent');

  transport.close();
  await closed(transport);

  expect(transport.waiting.records).toBe(1);
});

test('closing an unused transport is immediate', async () => {
  const transport = given({ port: await closedPort(), flushMs: 1_000_000 });

  await closed(transport);

  expect(transport.waiting.records).toBe(0);
});
