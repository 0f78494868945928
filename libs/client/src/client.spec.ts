import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { readChanges } from './change-stream.js';
import { Http } from './http.js';
import { HeksherClient, t, type ClientOptions } from './index.js';
import type { Times } from './times.js';

interface Asked {
  path: string;
  headers: Headers;
}

/** A service that knows one setting, `size`, and answers as told as long as that is something. */
function givenService(told: (asked: Asked) => Response | undefined = () => undefined) {
  const asked: Asked[] = [];
  const fetching: typeof fetch = async (url, init) => {
    const one = { path: new URL(String(url)).pathname, headers: new Headers(init?.headers) };
    asked.push(one);
    const answer = told(one);
    if (answer) return answer;
    if (one.path.endsWith('/declare')) return Response.json({ outcome: 'uptodate' });
    const size = { name: 'size', configurable_features: ['user'], default_value: 7, rules: [[1, { user: 'jim' }, 8]] };
    return Response.json({ sequence: 4, context_features: ['user'], settings: { size } });
  };
  return { asked, fetching };
}

function givenSize(options: Partial<ClientOptions>, times?: Partial<Times>) {
  const all = { url: 'http://heksher', stream: false, log: () => undefined, ...options };
  let onDeclared: (() => void) | undefined;
  const declared = new Promise<void>((resolve) => (onDeclared = resolve));
  const onDeclaration: ClientOptions['onDeclaration'] = (report) => {
    onDeclared?.();
    options.onDeclaration?.(report);
  };
  const client = new HeksherClient({ ...all, onDeclaration }, times);
  const size = client.setting({ name: 'size', type: t.int(), configurableFeatures: ['user'], defaultValue: 50 });
  return { client, size, declared };
}

test('requests have the token and the name of the program', async () => {
  const { asked, fetching } = givenService();
  const { client, size } = givenSize({ fetch: fetching, token: 'secret', program: 'shop/1.4' });
  await client.start();
  await client[Symbol.asyncDispose]();

  expect(asked.map(({ path, headers }) => [path, headers.get('authorization'), headers.get('heksher-client')])).toEqual(
    [
      ['/api/v1/settings/declare', 'Bearer secret', 'shop/1.4'],
      ['/api/v1/snapshot', 'Bearer secret', 'shop/1.4'],
    ],
  );
  expect(size.evaluate({ user: 'jim' })).toMatchObject({ value: 8, reason: 'rule', stale: true });
});

test('a listener sees all settings and the status as they are after the change', async () => {
  const { client, size } = givenSize({ fetch: givenService().fetching });
  const seen: unknown[] = [];
  size.onChange((now, before) => seen.push([before.get(), now.get(), size.evaluate(), client.status.sequence]));
  await client.start();
  await client.close();

  expect(seen).toEqual([[50, 7, { value: 7, reason: 'default', stale: false }, 4]]);
});

test('a service that is too busy is asked again', async () => {
  const busy = [new Response('', { status: 429, headers: { 'Retry-After': '0' } }), new Response('', { status: 408 })];
  const { fetching } = givenService(() => busy.shift());
  const outcomes: string[] = [];
  const { client, size } = givenSize({ fetch: fetching, onDeclaration: ({ outcome }) => outcomes.push(outcome) });
  await client.start({ timeoutMs: 30_000 });
  const status = client.status;
  await client.close();

  expect([size.get(), outcomes]).toEqual([7, ['uptodate']]);
  expect(status).toMatchObject({ source: 'server', sequence: 4, mode: 'poll' });
});

test('a service that cannot write now is read, and gets the declarations later', async () => {
  const standby = [503, 503].map((status) => new Response('', { status }));
  const { fetching, asked } = givenService(({ path }) => (path.endsWith('/declare') ? standby.shift() : undefined));
  const { client, size, declared } = givenSize({ fetch: fetching });
  await client.start();
  const first = [size.get(), client.status.mode];
  await declared;
  await client.close();

  expect(first).toEqual([7, 'poll']);
  expect(asked.slice(0, 3).map(({ path }) => path.split('/').at(-1))).toEqual(['declare', 'snapshot', 'declare']);
});

test('a strict client starts only after the declarations, even if the settings are read before', async () => {
  const standby = [new Response('', { status: 503 })];
  const { fetching } = givenService(({ path }) => (path.endsWith('/declare') ? standby.shift() : undefined));
  const outcomes: string[] = [];
  const onDeclaration = ({ outcome }: { outcome: string }) => outcomes.push(outcome);
  const { client } = givenSize({ fetch: fetching, strict: true, onDeclaration });
  await client.start({ timeoutMs: Number.POSITIVE_INFINITY });
  await client.close();

  expect(outcomes).toEqual(['uptodate']);
});

test('a client that cannot open a stream polls', async () => {
  const isStream = ({ path }: Asked) => path.endsWith('/stream');
  const { fetching } = givenService((asked) => (isStream(asked) ? new Response('', { status: 502 }) : undefined));
  const { client } = givenSize({ fetch: fetching, stream: true });
  await client.start();
  const { mode } = client.status;
  await client.close();

  expect(mode).toBe('poll');
});

test('a reload waits for the read before it, so that no earlier state replaces a later one', async () => {
  let reads = 0;
  let answerFirst = () => {};
  const isHeld = new Promise<void>((resolve) => (answerFirst = resolve));
  const { fetching } = givenService();
  const held: typeof fetch = async (url, init) => {
    if (String(url).includes('/snapshot')) reads += 1;
    if (reads === 1) await isHeld;
    return fetching(url, init);
  };
  const { client } = givenSize({ fetch: held });
  const isStarted = client.start({ timeoutMs: 60_000 });
  while (reads === 0) await new Promise((resolve) => setImmediate(resolve));
  const isReloaded = client.reload();
  await new Promise((resolve) => setImmediate(resolve));
  const before = reads;
  answerFirst();
  await Promise.all([isStarted, isReloaded]);
  await client.close();

  expect(before).toBe(1);
  expect(reads).toBeGreaterThanOrEqual(2);
});

test('a reload ends the pause of a client that could not reach the service', async () => {
  let isAway = true;
  const { fetching } = givenService();
  const { client } = givenSize({
    fetch: (url, init) => (isAway ? Promise.reject(new TypeError('fetch failed')) : fetching(url, init)),
  });
  await client.start({ timeoutMs: 1 });
  const isFollowed = new Promise<void>((resolve) => client.onStatus(({ mode }) => mode === 'poll' && resolve()));
  isAway = false;
  await client.reload();
  await isFollowed;
  await client.close();

  expect(client.status).toMatchObject({ source: 'server', sequence: 4 });
});

test('what functions of the program throw is reported, and breaks no evaluation', async () => {
  const errors: unknown[] = [];
  const fail = (message: string) => () => {
    throw new Error(message);
  };
  const { client, size } = givenSize({
    fetch: givenService().fetching,
    defaults: { user: 'jim' },
    contextFrom: fail('context'),
    onDeclaration: fail('declaration'),
    onError: (error) => errors.push(String(error)),
  });
  size.onChange(fail('listener'));
  client.onStatus(fail('status'));
  await client.start();
  const value = size.get();
  await client.close();

  expect(value).toBe(8);
  expect(new Set(errors)).toEqual(
    new Set(['Error: context', 'Error: declaration', 'Error: listener', 'Error: status']),
  );
});

test('an error of onError is not thrown on', async () => {
  const onError = () => {
    throw new Error('nobody hears this');
  };
  const { client, size } = givenSize({ fetch: () => Promise.reject(new TypeError('fetch failed')), onError });
  await client.start({ timeoutMs: 1 });
  await client.close();

  expect(size.get()).toBe(50);
});

test('settings are declared once, and before the start', async () => {
  const { client, size } = givenSize({ fetch: givenService().fetching });
  const { options } = size;
  expect(() => client.setting(options)).toThrow('twice');
  await client.start();

  expect(() => client.setting({ ...options, name: 'other' })).toThrow('after the client has started');
  await expect(client.start()).rejects.toThrow('has started before');
  await client.close();
});

test('a client that is closed starts at once, and asks nothing', async () => {
  const { asked, fetching } = givenService();
  const { client } = givenSize({ fetch: fetching });
  await client.close();
  await client.start({ timeoutMs: 2 ** 30 });

  expect(asked).toEqual([]);
});

test.each(['', 'heksher', 'ftp://heksher'])('%j is no address of a service', (url) => {
  expect(() => new HeksherClient({ url })).toThrow('is no address of a service');
});

test('a default that does not fit is refused', () => {
  const client = new HeksherClient({ url: 'http://heksher' });
  const size = { name: 'size', type: t.int(), configurableFeatures: ['user'], defaultValue: 1.5 };

  expect(() => client.setting(size)).toThrow('1.5 is not a whole number');
});

test('a stream that is silent for too long is broken off', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write(': this stream is open\n\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const closing = new AbortController().signal;
  const http = new Http({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: undefined,
    program: 'test/1',
    requestTimeoutMs: 1000,
    fetch,
    closing,
  });
  let opened = 0;
  const onOpen = async () => void (opened += 1);
  const options = { lastId: undefined, closing, silenceMs: 200 };
  const following = readChanges(http, options, { onOpen, onBlocks: async () => undefined });

  await expect(following).rejects.toThrow('silent');
  expect(opened).toBe(1);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
