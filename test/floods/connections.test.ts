import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Flooded, UNDISTURBED } from './flooded.js';
import { head, listen, open, say, statusesOf } from '../support/raw.js';

jest.setTimeout(120_000);

const QUERY = '/api/v1/query';
/** Descriptors that the test process and the service need besides the connections. */
const OTHER_DESCRIPTORS = 500;
const IDLE = Math.min(5000, openFiles() - OTHER_DESCRIPTORS);
const AT_ONCE = 100;

let service: Flooded;
beforeAll(async () => {
  service = await Flooded.start();
  // An answer of 2.7 MB: more than a connection buffers.
  const feature = await service.given.feature();
  for (let count = 0; count < 3; count += 1) {
    await service.given.setting({
      configurable_features: [feature],
      type: 'str',
      default_value: String(count).repeat(900_000),
    });
  }
});
afterAll(() => service.stop());

/** How many descriptors a process may open. Node.js raises the limit as far as it may, and its children inherit it. */
function openFiles(): number {
  const limit = spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).stdout.trim();
  return limit === 'unlimited' ? Infinity : Number(limit);
}

async function openMany(count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const wave = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, () => open(service.url));
    sockets.push(...(await Promise.all(wave)));
  }
  return sockets;
}

const destroyAll = (sockets: readonly Socket[]) => sockets.forEach((socket) => socket.destroy());

test(`${IDLE} connections that idle between two requests disturb no other client`, async () => {
  const answers: string[] = [];

  const others = await service.under(async () => {
    const sockets = await openMany(IDLE);
    for (const socket of sockets) socket.write(head('GET /favicon.ico'));
    for (const socket of sockets) {
      const [chunk] =
        socket.readableLength > 0 ? [socket.read() as Buffer] : ((await once(socket, 'data')) as [Buffer]);
      answers.push(String(chunk).slice(0, 9));
    }
    destroyAll(sockets);
  });

  expect(answers).toHaveLength(IDLE);
  expect(others).toEqual(UNDISTURBED);
});

test('clients that never read their answers disturb no other client and take bounded memory', async () => {
  await service.heksher.get(QUERY);
  const memory = service.memory;

  const others = await service.under(async () => {
    const sockets = await openMany(AT_ONCE);
    for (const socket of sockets) socket.pause().write(head(`GET ${QUERY}`));
    await sleep(1000);
    destroyAll(sockets);
  });

  expect(others).toEqual(UNDISTURBED);
  expect(service.memory - memory).toBeLessThan(200); // a separate answer for each would take 270
});

test('a client that asks for everything 900 times at once takes bounded memory', async () => {
  const memory = service.memory;
  let highest = memory;

  const others = await service.under(async () => {
    const socket = await open(service.url);
    const requests = Array.from({ length: 900 }, (_, index) => head(`GET ${QUERY}?${index}`));
    socket.pause().write(requests.join(''));
    for (let waited = 0; waited < 3000; waited += 100) {
      await sleep(100);
      highest = Math.max(highest, service.memory);
    }
    socket.destroy();
  });

  expect(others).toEqual(UNDISTURBED);
  expect(highest - memory).toBeLessThan(400); // all the answers together would take 2400
});

test('requests that arrive together on one connection are answered one by one, in order', async () => {
  const { name, configurable_features } = await service.given.setting();
  const body = JSON.stringify({ setting: name, feature_values: { [configurable_features[0] ?? '']: 'a' }, value: 1 });
  const add = head('POST /api/v1/rules', { 'Content-Type': 'application/json', 'Content-Length': body.length }) + body;
  const remove = head(`DELETE /api/v1/settings/${name}`);
  const look = head(`GET /api/v1/settings/${name}`);
  const closing = head('GET /api/health', { Connection: 'close' });

  const answers = await say(service.url, add + add + look + remove + look + add + closing);

  expect(statusesOf(answers)).toEqual([201, 409, 200, 204, 404, 422, 200]);
});

test.each<[string, string]>([
  ['requests', head('GET /api/v1/context_features').repeat(5000)],
  [
    'long requests behind a stream',
    head('GET /api/v1/changes/stream') + head(`GET /${'a'.repeat(200_000)}`).repeat(10),
  ],
])('a client that sends %s without end and reads nothing is cut off', async (_, bytes) => {
  const others = await service.under(async () => {
    const socket = await open(service.url);
    socket.pause().write(bytes);
    await listen(socket);
  });

  expect(others).toEqual(UNDISTURBED);
});

test.each<[string, string]>([
  ['one header of 200 KiB', `GET / HTTP/1.1\r\nLong: ${'a'.repeat(200 * 1024)}`],
  ['a URL of 200 KiB', `GET /${'a'.repeat(200 * 1024)}`],
  ['200 KiB of headers', `GET / HTTP/1.1\r\n${`Header: ${'a'.repeat(200)}\r\n`.repeat(950)}`],
  ['100,000 empty headers', `GET / HTTP/1.1\r\n${'a:\r\n'.repeat(100_000)}`],
])('clients that send %s and stop disturb no other client and take bounded memory', async (_, bytes) => {
  const memory = service.memory;
  let taken = 0;

  const others = await service.under(async () => {
    const sockets = await openMany(AT_ONCE);
    for (const socket of sockets) socket.write(bytes);
    await sleep(1000);
    taken = service.memory - memory;
    destroyAll(sockets);
  });

  expect(others).toEqual(UNDISTURBED);
  expect(taken).toBeLessThan(100); // 256 KiB for each would take 25
});

test('clients that leave in the middle of their answers disturb no other client', async () => {
  await service.heksher.get(QUERY);

  const others = await service.under(async () => {
    for (let round = 0; round < 3; round += 1) {
      const sockets = await openMany(AT_ONCE);
      const left = sockets.map(listen);
      for (const socket of sockets) socket.once('data', () => socket.destroy()).write(head(`GET ${QUERY}`));
      await Promise.all(left);
    }
  });

  expect(others).toEqual(UNDISTURBED);
});

test.each<[string, string]>([
  ['a query', head('GET /api/v1/query?settings=')],
  ['a declaration that is not all there', declareWith(1000)],
  [
    'a rule that is not all there',
    head('POST /api/v1/rules', { 'Content-Type': 'application/json', 'Content-Length': 9 }),
  ],
  ['a stream', head('GET /api/v1/changes/stream')],
])('clients that leave once they have sent %s disturb no other client', async (_, bytes) => {
  const others = await service.under(async () => {
    for (const pause of [0, 2, 20]) {
      const sockets = await openMany(AT_ONCE);
      for (const socket of sockets) socket.write(bytes);
      await sleep(pause);
      destroyAll(sockets);
    }
  });

  expect(others).toEqual(UNDISTURBED);
});

test.each<[string, string]>([
  ['nothing', ''],
  ['half a head', 'GET /api/health HTT'],
  ['half a body', declareWith(1000)],
  ['a request', head('GET /api/v1/query?settings=')],
])('a client that closes its half of the connection after %s is disconnected', async (_, bytes) => {
  const others = await service.under(async () => {
    const sockets = await openMany(AT_ONCE);
    const ended = sockets.map(listen);
    for (const socket of sockets) socket.end(bytes);
    await Promise.all(ended);
  });

  expect(others).toEqual(UNDISTURBED);
});

function declareWith(length: number): string {
  return `${head('POST /api/v1/settings/declare', { 'Content-Type': 'application/json', 'Content-Length': length })}{`;
}
