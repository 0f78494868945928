import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Database } from '@heksher/persistence';
import { ChangeHub } from '../../apps/heksher/src/change-stream/change-hub.js';
import { useDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';
import { EventClient, appendChanges, serveChanges, type SmallService } from './changes-client.js';

jest.setTimeout(60_000);

const database = useDatabase();

let service: SmallService;
const clients: EventClient[] = [];
beforeEach(async () => {
  service = await serveChanges(database.url);
});
afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  jest.restoreAllMocks();
  await service.close();
});

const ROUTES = ['/api/v1/changes/stream', '/ofrep/v1/stream'];

async function follow(path = '/api/v1/changes/stream', headers: Record<string, string> = {}): Promise<EventClient> {
  const client = await EventClient.open(service.url + path, headers);
  clients.push(client);
  return client;
}

const openStreams = () => service.get(ChangeHub).size;

test.each(ROUTES)('%s sends a comment now and then to show that it is alive', async (route) => {
  await service.close();
  service = await serveChanges(database.url, 20);
  const client = await follow(route);

  await until(() => /(:\n(id: \d+\n)?\n){3}$/.test(client.text), 'three heartbeats');
});

describe('with no stream open', () => {
  test('no query is sent to the database while no stream is open', async () => {
    const readHead = jest.spyOn(service.get(Database), 'readHead');
    const read = jest.spyOn(service.get(Database), 'read');
    const client = await follow();
    await follow('/ofrep/v1/stream');
    clients.splice(0).forEach((one) => one.close());
    await until(() => openStreams() === 0, 'the streams to be gone');
    await sleep(100); // a poll may have begun
    readHead.mockClear();
    read.mockClear();

    await appendChanges(database, 1);
    await sleep(700);

    expect(client.events).toEqual([]);
    expect(readHead).not.toHaveBeenCalled();
    expect(read).not.toHaveBeenCalled();
  });

  test('a client that reconnects receives what it missed while no stream was open', async () => {
    const since = await appendChanges(database, 1);
    (await follow()).close();
    await until(() => openStreams() === 0, 'the stream to be gone');
    await appendChanges(database, 1200);

    const client = await follow('/api/v1/changes/stream', { 'Last-Event-ID': since });

    await client.first(1200);
    expect(client.ids).toEqual(Array.from({ length: 1200 }, (_, at) => Number(since) + 1 + at));
  });
});

test('the head is read at most four times a second, however many streams are open', async () => {
  const readHead = jest.spyOn(service.get(Database), 'readHead');
  const start = performance.now();
  await Promise.all(Array.from({ length: 30 }, (_, at) => follow(ROUTES[at % 2])));
  await sleep(1000);

  const seconds = (performance.now() - start) / 1000;
  expect(readHead.mock.calls.length).toBeLessThanOrEqual(4 * seconds + 1);
  expect(readHead.mock.calls.length).toBeGreaterThan(0);
});

test('for streams of some settings the head is read at most four times a second, whatever changes', async () => {
  await database.sql(`insert into settings (name, type, default_value, version) values ('wanted', 'int', '1', '1.0')`);
  const client = await follow('/api/v1/changes/stream?settings=wanted');
  const [readHead, readRevision] = (['readHead', 'readRevision'] as const).map((method) =>
    jest.spyOn(service.get(Database), method),
  );
  const start = performance.now();
  for (let count = 0; count < 10; count++) {
    await appendChanges(database, 1);
    await sleep(100);
  }
  await client.first(10);

  const seconds = (performance.now() - start) / 1000;
  expect(readHead?.mock.calls.length).toBeLessThanOrEqual(4 * seconds + 1);
  expect(readRevision).not.toHaveBeenCalled();
});

test('a stream of some settings passes over changes of others with a heartbeat', async () => {
  await service.close();
  service = await serveChanges(database.url, 20);
  const client = await follow('/api/v1/changes/stream?settings=');
  await database.sql(`
    with head as (select * from heksher_advance_head())
    insert into changes (seq, id, parent, action, settings)
      select seq, id, parent, 'rule.deleted', array['other'] from head`);
  const [row] = await database.sql<{ seq: string }>('select seq from revision_head');

  await until(() => client.text.endsWith(`\n:\nid: ${row?.seq}\n\n`), 'a heartbeat at the head');
  expect(client.events).toEqual([]);
});

test('a change is sent to two thousand streams, which leave nothing behind', async () => {
  for (let count = 0; count < 2000; count += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, at) => follow(ROUTES[at % 2])));
  }
  expect(openStreams()).toBe(2000);

  const id = await appendChanges(database, 1);

  await until(() => clients.every(({ events }) => events.at(-1)?.id === id), 'all to be told');
  clients.splice(0).forEach((client) => client.close());
  await until(() => openStreams() === 0, 'the streams to be gone');
});

test('a client that does not read is disconnected, the others are not', async () => {
  const slow = await follow();
  slow.response.pause();
  const reader = await follow();
  const actor = 'x'.repeat(10_000);

  for (let round = 1; openStreams() > 1; round++) {
    expect(round).toBeLessThan(500);
    await appendChanges(database, 20, actor);
    await reader.first(round * 20);
  }

  slow.response.resume();
  await slow.ended();
  expect(reader.isEnded).toBe(false);
  expect(service.get(ChangeHub).cutOff).toBe(1);
  expect(slow.events.length).toBeLessThan(reader.events.length);
});

test('a client that never reads is disconnected and counted, although its stream has heartbeats', async () => {
  await service.close();
  service = await serveChanges(database.url, 20);
  service.server.timeout = 500;
  const since = Number(await appendChanges(database, 1));
  await appendChanges(database, 8000, 'x'.repeat(700));
  const reader = await follow();
  const never = await follow(`/api/v1/changes/stream?since=${since}`);

  never.response.pause();
  await until(() => openStreams() === 1, 'the stream to be cut off');

  expect(service.get(ChangeHub).cutOff).toBe(1);
  expect(reader.isEnded).toBe(false);
});

test('a client that reads slowly receives all that it missed', async () => {
  const since = Number(await appendChanges(database, 1));
  await appendChanges(database, 1500, 'x'.repeat(7000)); // more than a connection buffers
  const client = await follow(`/api/v1/changes/stream?since=${since}`);
  client.response.pause();
  await sleep(1000);

  client.response.resume();

  await client.first(1500);
  expect(client.ids).toEqual(Array.from({ length: 1500 }, (_, at) => since + 1 + at));
});

test.each(ROUTES)('closing the service ends %s at once', async (route) => {
  const waiting = follow(route);
  const open = await Promise.all([follow(route), follow(route, { 'Last-Event-ID': '1' }), waiting]);

  await service.close();

  for (const client of open) await client.ended();
  expect(open.every(({ response }) => response.complete)).toBe(true);
  expect(openStreams()).toBe(0);
  service = await serveChanges(database.url);
});
