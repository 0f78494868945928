import { afterEach, expect, jest, test } from '@jest/globals';
import { DomainError } from '@heksher/domain';
import { ChangeHub } from '../../apps/heksher/src/change-stream/change-hub.js';
import { useApp } from '../support/app.js';
import { until } from '../support/until.js';
import { EventClient, appendChanges } from './changes-client.js';

const app = useApp();

const clients: EventClient[] = [];
afterEach(() => clients.splice(0).forEach((client) => client.close()));

async function follow(headers: Record<string, string> = {}): Promise<EventClient> {
  const client = await EventClient.open(`${app.heksher.url}/ofrep/v1/stream`, headers);
  clients.push(client);
  return client;
}

/** Makes a change and returns its sequence. */
async function change(): Promise<string> {
  await app.given.feature();
  const [row] = await app.database.sql<{ seq: string }>('select seq from revision_head');
  return row?.seq ?? '';
}

const refetch = (id: string) => ({ id, event: 'message', data: { type: 'refetchEvaluation' } });

test("a web provider's stream opens with a comment and the time to wait before reconnecting", async () => {
  const client = await follow();

  expect(client.status).toBe(200);
  expect(client.headers).toMatchObject({ 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
  await until(() => client.text !== '', 'the first comment');
  expect(client.text).toMatch(/^retry: 3000\n: this stream is open\n\n/);
});

test('a provider that opens a stream is told to refetch at once, because its flags may be older than the stream', async () => {
  const head = await change();

  const client = await follow();

  expect(await client.first(1)).toEqual([refetch(head)]);
});

test('each change makes providers refetch', async () => {
  const before = await change();
  const client = await follow({ 'Last-Event-ID': before });

  const first = await change();
  expect(await client.first(1)).toEqual([refetch(first)]);
  const second = await change();
  expect(await client.first(2)).toEqual([refetch(first), refetch(second)]);
});

test('changes that are made together are one event', async () => {
  const client = await follow({ 'Last-Event-ID': await change() });

  const together = await appendChanges(app.database, 20);

  await client.first(1);
  const last = await change();
  await until(() => client.events.at(-1)?.id === last, 'the last event');
  expect(client.events).toEqual([refetch(together), refetch(last)]);
});

test.each(['0', '1', '9000000', 'of-another-server'])(
  'who comes back from another state, %s, is told at once and once',
  async (id) => {
    await change();
    const head = await change();

    const client = await follow({ 'Last-Event-ID': id });

    await client.first(1);
    const last = await change();
    await client.first(2);
    expect(client.events).toEqual([refetch(head), refetch(last)]);
  },
);

test('a provider that reconnects at the same revision receives nothing', async () => {
  const head = await change();

  const client = await follow({ 'Last-Event-ID': head });

  const next = await change();
  expect(await client.first(1)).toEqual([refetch(next)]);
});

test('an internal error on the stream is 500 in JSON, as on every /ofrep/ route, and is logged once', async () => {
  const join = jest.spyOn(ChangeHub.prototype, 'join').mockRejectedValueOnce(new Error('a secret'));

  const answer = await app.heksher.get('/ofrep/v1/stream');
  join.mockRestore();

  expect(answer.status).toBe(500);
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(answer.body).toEqual({
    errorCode: 'GENERAL',
    errorDetails: 'the service made a mistake; it is logged',
    metadata: {},
  });
  expect(app.logs.filter(({ message }) => message === 'a request failed')).toHaveLength(1);
});

test('a failure after the stream has begun ends it', async () => {
  const logged = app.logs.length;
  let fail: () => void = () => undefined;
  const failing = new Promise<void>((resolve) => (fail = resolve));
  const join = jest.spyOn(ChangeHub.prototype, 'join').mockImplementationOnce(async ({ stream }) => {
    stream.open();
    await failing;
    throw new DomainError('unavailable', 'the database cannot be reached');
  });

  const client = await follow();
  await until(() => client.text !== '', 'the beginning of the stream');
  fail();
  await client.ended();
  join.mockRestore();

  expect(client.status).toBe(200);
  expect(client.text).toBe('retry: 3000\n: this stream is open\n\n');
  expect(app.logs.slice(logged).filter(({ message }) => message === 'a request failed')).toEqual([]);
});

test('the stream of OFREP allows GET only', async () => {
  const answer = await app.heksher.post('/ofrep/v1/stream', {});

  expect(answer.status).toBe(404);
  expect(answer.body).toMatchObject({ errorDetails: 'there is no route POST /ofrep/v1/stream', metadata: {} });
});
