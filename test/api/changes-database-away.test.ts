import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { serve } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { EventClient, appendChanges, serveChanges, type SmallService } from './changes-client.js';

const STREAM = '/api/v1/changes/stream';

let database: TestDatabase;
let network: TcpProxy;
let service: SmallService;
const clients: EventClient[] = [];
beforeEach(async () => {
  database = await createDatabase();
  network = await TcpProxy.to(database.url);
  service = await serveChanges(network.url, 20);
});
afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  await service.close();
  await network.close();
  await database.drop();
});

async function follow(path = STREAM, headers: Record<string, string> = {}): Promise<EventClient> {
  const client = await EventClient.open(service.url + path, headers);
  clients.push(client);
  return client;
}

const heartbeats = (client: EventClient) => until(() => client.text.endsWith(':\n\n:\n\n:\n\n'), 'heartbeats');

test('streams stay open while the database is away, and later send everything that happened meanwhile', async () => {
  const client = await follow();
  await network.refuse();
  const last = Number(await appendChanges(database, 3));
  const before = client.text.length;
  await until(() => client.text.length >= before + 9, 'heartbeats');

  await network.restore();

  await client.first(3);
  expect(client.ids).toEqual([last - 2, last - 1, last]);
});

test('a client that reconnects while the database is away is accepted, and receives later what it missed', async () => {
  const since = Number(await appendChanges(database, 1));
  await appendChanges(database, 2);
  await network.refuse();

  const client = await follow(STREAM, { 'Last-Event-ID': String(since) });
  await heartbeats(client);
  await network.restore();

  await client.first(2);
  expect(client.ids).toEqual([since + 1, since + 2]);
});

test('a new stream is refused while the database is away, because its start is unknown', async () => {
  const whole = await serve(network.url);
  await network.refuse();

  const answer = await whole.heksher.get(STREAM);
  await network.restore();
  await whole.close();

  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('1');
  expect(answer.body).toMatchObject({ title: 'Service Unavailable', detail: 'the database cannot be reached' });
});

test("a web provider's new stream opens while the database is away, and is told to refetch when it is back", async () => {
  await network.refuse();

  const client = await follow('/ofrep/v1/stream');
  await heartbeats(client);
  await network.restore();

  expect(client.status).toBe(200);
  expect(await client.first(1)).toMatchObject([{ event: 'message' }]);
});
