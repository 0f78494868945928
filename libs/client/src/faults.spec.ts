import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, jest, test } from '@jest/globals';
import { HeksherClient, t, type ClientOptions, type Store } from './index.js';
import { printKept } from './kept.js';
import { readSnapshot } from './snapshot.js';
import type { Times } from './times.js';

const clients: HeksherClient[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  for (const client of clients.splice(0)) await client.close();
});

const DAY_MS = 86_400_000;
const SNAPSHOT = JSON.stringify({
  sequence: 4,
  context_features: ['user'],
  settings: { size: { name: 'size', configurable_features: ['user'], default_value: 7, rules: [] } },
});

type Asked = { path: string; at: number };
type Answer = Response | Promise<Response> | undefined;

/** A client of a service that answers as told, or as usual if that is undefined. It has no stream unless it is told of one. */
function givenClient(
  told: (path: string, signal: AbortSignal) => Answer,
  options: Partial<ClientOptions> = {},
  times: Partial<Times> = {},
) {
  const asked: Asked[] = [];
  const errors: string[] = [];
  const fetching: typeof fetch = async (url, init) => {
    const path = new URL(String(url)).pathname.replace(/.*\//, '');
    asked.push({ path, at: performance.now() });
    const answer = told(path, init?.signal as AbortSignal);
    if (answer) return answer;
    if (path === 'stream') return new Response('', { status: 502 });
    return path === 'declare' ? Response.json({ outcome: 'uptodate' }) : new Response(SNAPSHOT);
  };
  const onError = (error: unknown) => errors.push(String(error));
  const client = new HeksherClient({ url: 'http://heksher', fetch: fetching, onError, ...options }, times);
  clients.push(client);
  const size = client.setting({ name: 'size', type: t.int(), configurableFeatures: ['user'], defaultValue: 50 });
  return { client, size, asked, errors };
}

/** Never answers, as a silent proxy: only the signal ends it. */
function never(signal: AbortSignal): Promise<Response> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

/** An open stream, what sends something on it, and whether all of that is read. */
function givenStream(signal: AbortSignal): { response: Response; send: (text: string) => void; isRead: () => boolean } {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (own) => void (controller = own) });
  signal.addEventListener('abort', () => controller?.error(signal.reason));
  const response = new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  const send = (text: string) => controller?.enqueue(new TextEncoder().encode(text));
  return { response, send, isRead: () => controller?.desiredSize === 1 };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

const busy = (retryAfter: string) => new Response('', { status: 429, headers: { 'Retry-After': retryAfter } });

test.each(['declare', 'snapshot', 'stream'])('the Retry-After of a 429 to %s is obeyed', async (refused) => {
  const refusals = [busy('1')];
  const { client, asked } = givenClient((path) => (path === refused ? refusals.shift() : undefined));
  await client.start({ timeoutMs: 60_000 });

  const at = asked.findIndex(({ path }) => path === refused);
  expect(asked.slice(0, at).some(({ path }) => path === refused)).toBe(false);
  const [before, after] = [asked[at]?.at ?? 0, asked[at + 1]?.at ?? 0];
  expect(after - before).toBeGreaterThan(950);
  expect(client.status.source).toBe('server');
});

test('a stream that the service refuses for some time is not asked for again before, while polls go on', async () => {
  const refusal = () => new Response('', { status: 503, headers: { 'Retry-After': '1000' } });
  const { client, asked } = givenClient((path) => (path === 'stream' ? refusal() : undefined), { pollSeconds: 0.01 });
  await client.start();
  await until(() => asked.filter(({ path }) => path === 'snapshot').length > 5);

  expect(asked.filter(({ path }) => path === 'stream')).toHaveLength(1);
  expect(client.status.mode).toBe('poll');
});

test('an answer that takes too long is given up, also after garbage was collected', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let answers = 0;
  const { client, size, errors } = givenClient(
    (path, signal) => (path === 'snapshot' && answers++ === 0 ? never(signal) : undefined),
    { stream: false, requestTimeoutMs: 200 },
  );
  const started = client.start({ timeoutMs: 60_000 });
  const collecting = setInterval(collect, 20);
  const waiting = size.evaluate();
  await started;
  clearInterval(collecting);

  expect(waiting).toEqual({ value: 50, reason: 'default', stale: true });
  expect(size.evaluate()).toEqual({ value: 7, reason: 'default', stale: false });
  expect(errors).toEqual([expect.stringContaining('the service does not answer in time')]);
});

test('a stream that could not be opened is tried again before the next poll', async () => {
  const refusals = [new Response('', { status: 502 })];
  const { client } = givenClient((path, signal) =>
    path === 'stream' ? (refusals.shift() ?? givenStream(signal).response) : undefined,
  );
  await client.start();
  const first = client.status.mode;
  await until(() => client.status.mode === 'stream');

  expect(first).toBe('poll');
});

test('while a proxy holds the answer of the stream back, the settings are read', async () => {
  const { client, size, errors } = givenClient(
    (path, signal) => (path === 'stream' ? never(signal) : undefined),
    { requestTimeoutMs: 300 },
    { opening: 10 },
  );
  await client.start({ timeoutMs: 60_000 });
  const opening = [size.get(), client.status.mode, errors.length];
  await until(() => errors.length > 0);

  expect(opening).toEqual([7, 'poll', 0]);
  expect(errors[0]).toContain('does not open in time');
});

test('the stream is read while the settings are, and what comes meanwhile is taken together', async () => {
  const streams: ReturnType<typeof givenStream>[] = [];
  const waiting: (() => void)[] = [];
  const { client, asked, errors } = givenClient((path, signal) => {
    if (path === 'snapshot') return new Promise((resolve) => waiting.push(() => resolve(new Response(SNAPSHOT))));
    if (path !== 'stream') return undefined;
    streams.push(givenStream(signal));
    return streams[0]?.response;
  });
  const started = client.start({ timeoutMs: 60_000 });
  await until(() => waiting.length === 1);
  for (let at = 0; at < 10; at++) streams[0]?.send(`id: ${at}\nevent: change\ndata: {}\n\n`);
  await until(() => streams[0]?.isRead() === true);
  waiting[0]?.();
  await started;
  await until(() => waiting.length === 2);
  waiting[1]?.();
  await until(() => client.status.mode === 'stream');

  expect(asked.map(({ path }) => path)).toEqual(['declare', 'stream', 'snapshot', 'snapshot']);
  expect(errors).toEqual([]);
});

test.each([DAY_MS, -DAY_MS])('a clock that jumps by %d ms changes no age, poll or pause', async (jump) => {
  const answers = [undefined, undefined, new Response('', { status: 500 })];
  const { client, asked, size } = givenClient((path) => (path === 'snapshot' ? answers.shift() : undefined), {
    stream: false,
    pollSeconds: 0.02,
  });
  await client.start();
  const now = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => now + jump);
  await until(() => client.status.mode === 'down');
  await until(() => client.status.mode === 'poll');
  const polls = asked.length;
  await until(() => asked.length > polls + 3);

  expect(client.status.ageSeconds).toBeGreaterThanOrEqual(0);
  expect(client.status.ageSeconds).toBeLessThan(60);
  expect(size.evaluate()).toEqual({ value: 7, reason: 'default', stale: false });
});

const kept = (savedAt: number) => printKept({ ...readSnapshot(SNAPSHOT), text: SNAPSHOT }, savedAt);
const away = () => Promise.reject<Response>(new TypeError('fetch failed'));
const storeOf = (text: string): Store => ({ load: async () => text, save: async () => undefined });

test.each<[string, number, number, number]>([
  ['an hour ago', -3_600_000, 3600, 3700],
  ['tomorrow, by a clock that was wrong', DAY_MS, 0, 60],
])('settings that were saved %s have an age', async (_, offset, least, most) => {
  const { client, size } = givenClient(away, { store: storeOf(kept(Date.now() + offset)) });
  await client.start({ timeoutMs: 20 });

  expect(size.evaluate()).toEqual({ value: 7, reason: 'default', stale: true });
  expect(client.status.ageSeconds).toBeGreaterThanOrEqual(least);
  expect(client.status.ageSeconds).toBeLessThan(most);
});

test.each([
  ['half of a file', kept(0).slice(0, -20)],
  ['no snapshot', '{"format":"heksher-client/1","snapshot":"{}","saved_at":1}'],
  ['no time', kept(0).replace('saved_at', 'other')],
  ['no text', '\u0000\u0000'],
])('a store that has %s is reported, and the defaults count', async (_, text) => {
  const { client, size, errors } = givenClient(away, { store: storeOf(text) });
  await client.start({ timeoutMs: 20 });

  expect(size.evaluate()).toEqual({ value: 50, reason: 'default', stale: true });
  expect([client.status.source, client.status.ageSeconds]).toEqual(['default', undefined]);
  expect(errors.length).toBeGreaterThanOrEqual(2); // of the store, and of the service
});

test('a listener hears nothing if the service has what the disk has had', async () => {
  const answers = [SNAPSHOT, SNAPSHOT, SNAPSHOT.replace(':7', ':8')];
  const { client, size } = givenClient((path) => (path === 'snapshot' ? new Response(answers.shift()) : undefined), {
    store: storeOf(kept(Date.now())),
    stream: false,
    pollSeconds: 0.01,
  });
  const seen: unknown[] = [];
  size.onChange((now, before) => seen.push([before.get(), now.get()]));
  await client.start();
  await until(() => size.get() === 8);

  expect(seen).toEqual([
    [50, 7],
    [7, 8],
  ]);
});

test('a store that hangs delays neither the settings nor the end for long', async () => {
  const hanging = () => new Promise<never>(() => undefined);
  const store = { load: hanging, save: hanging };
  const { client, size } = givenClient(() => undefined, { store, stream: false, requestTimeoutMs: 50 }, { saving: 50 });
  await client.start({ timeoutMs: 60_000 });
  await client.close();

  expect(size.evaluate()).toEqual({ value: 7, reason: 'default', stale: true });
});

test('what a slow store answers after the service has is not used', async () => {
  let answer: ((text: string) => void) | undefined;
  const load = () => new Promise<string>((resolve) => (answer = resolve));
  const old = printKept(
    { ...readSnapshot(SNAPSHOT), text: SNAPSHOT.replace('"default_value":7', '"default_value":6') },
    0,
  );
  const store = { load, save: async () => undefined };
  const { client, size } = givenClient(() => undefined, { store, stream: false, requestTimeoutMs: 50 });
  await client.start({ timeoutMs: 60_000 });
  answer?.(old);
  await sleep(0);

  expect([size.get(), client.status.source]).toEqual([7, 'server']);
});

test('a store that is slow gets the newest settings only, and has them once the client is closed', async () => {
  const saved: string[] = [];
  const release: (() => void)[] = [];
  const save = async (text: string) => {
    saved.push(/default_value\\":(\d+)/.exec(text)?.[1] ?? text);
    await new Promise<void>((resolve) => release.push(resolve));
  };
  let value = 0;
  const { client, size } = givenClient(
    (path) => (path === 'snapshot' ? new Response(SNAPSHOT.replace(':7', `:${(value += 1)}`)) : undefined),
    { store: { load: async () => undefined, save }, stream: false, pollSeconds: 0.01 },
  );
  await client.start();
  await until(() => size.get() > 5);
  const closed = client.close();
  release[0]?.();
  await until(() => release.length === 2);
  release[1]?.();
  await closed;

  expect(saved).toEqual(['1', String(size.get())]);
});

test.each([
  ['pollSeconds', 0],
  ['pollSeconds', Number.NaN],
  ['requestTimeoutMs', -1],
])('a client with %s: %d would never rest, and is refused', (name, value) => {
  expect(() => givenClient(() => undefined, { [name]: value })).toThrow(`${name} must be positive`);
});
