import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { CONNECTION_TIMES } from '../../apps/heksher/src/http/limits/limited-server.js';
import { serve } from '../support/app.js';
import { Given } from '../support/given.js';
import { Heksher } from '../support/heksher.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { startProbe } from './probe.js';
import { head, listen, open, statusesOf } from '../support/raw.js';

jest.setTimeout(60_000);

/** The limits of the service, each a fraction as long. */
const TIMES = { headers: 400, request: 1000, silence: 1500, keepAlive: 300, check: 50 };
const MANY = 200;
const BODY = { 'Content-Type': 'application/json', 'Content-Length': 1000 };

let database: TestDatabase;
let service: { url: string; close(): Promise<void> };
beforeAll(async () => {
  database = await createDatabase();
  const patient = await serve(database.url);
  await new Given(new Heksher(patient.url)).setting({ type: 'str', default_value: 'a'.repeat(1_000_000) });
  await patient.close();
  service = await serve(database.url, [], { logLevel: 'info' }, TIMES);
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

/** Many clients send a letter now and then. Returns their statuses, and those of another client meanwhile. */
async function trickle(start: string): Promise<{ answers: number[][]; others: number[] }> {
  const probe = startProbe(service.url);
  const sockets = await Promise.all(Array.from({ length: MANY }, () => open(service.url)));
  for (const socket of sockets) socket.write(start);
  const timer = setInterval(() => sockets.forEach((socket) => socket.writable && socket.write('a')), 100);
  const answers = await Promise.all(sockets.map(listen));
  clearInterval(timer);
  return { answers: answers.map(statusesOf), others: await probe.stop() };
}

test.each([
  ['the head of a request', 'GET /api/health HTTP/1.1\r\nHost: x\r\nSlow: '],
  ['a body', head('POST /api/v1/rules', BODY)],
  ['the body of a declaration', head('POST /api/v1/settings/declare', BODY)],
  ['a chunk', `${head('POST /api/v1/rules', { 'Transfer-Encoding': 'chunked' })}3e8\r\n`],
])('a client that sends %s a letter at a time is answered 408 and disconnected', async (_, start) => {
  const { answers, others } = await trickle(start);

  expect(answers).toEqual(Array(MANY).fill([408]));
  expect(others).toEqual([200]);
});

test('a client that sends nothing is disconnected without an answer', async () => {
  const socket = await open(service.url);

  const answer = await listen(socket);

  expect(answer).toBe('');
});

test('a client that sends no further request is disconnected without an answer', async () => {
  const socket = await open(service.url);
  socket.write(head('GET /api/health'));

  const answer = await listen(socket);

  expect(statusesOf(answer)).toEqual([200]);
});

test('a client that does not read its answers is disconnected', async () => {
  const socket = await open(service.url);
  // So many large answers do not fit into the buffers of the system, whose size it chooses itself.
  socket.pause().write(head('GET /api/v1/query?settings=').repeat(100) + head('GET /api/v1/query').repeat(200));
  await sleep(TIMES.silence * 3);

  const answers = await listen(socket);

  expect(statusesOf(answers).length).toBeGreaterThan(100);
  expect(statusesOf(answers).length).toBeLessThan(300);
});

test('a connection on which nothing moves while a request is answered is closed', async () => {
  const socket = await open(service.url);
  socket.write(head('GET /api/health')); // Node then times the pause until the next request
  await once(socket, 'data');
  socket.write(head('GET /api/v1/changes/stream')); // its first heartbeat comes after much longer

  const answer = await listen(socket);

  expect(statusesOf(answer)).toEqual([200]);
});

test('a service that stops waits neither for unused connections nor for idle ones', async () => {
  const stopping = await serve(database.url);
  const silent = await open(stopping.url);
  const idle = await open(stopping.url);
  idle.write(head('GET /api/health'));
  await once(idle, 'data');

  const ended = Promise.all([listen(silent), listen(idle)]);
  await stopping.close();

  expect((await ended)[0]).toBe('');
});

test('the service waits for clients longer than for its database', () => {
  const { headers, request, silence, keepAlive } = CONNECTION_TIMES;

  expect(headers).toBeLessThan(request);
  expect(keepAlive).toBeGreaterThan(60_000); // most load balancers'
  expect(silence).toBeGreaterThan(30_000); // a statement's
});
