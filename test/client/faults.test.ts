import { beforeAll, describe, expect, test } from '@jest/globals';
import { t, type HeksherClient, type Status } from '@heksher/client';
import { serve, useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { givenClient, keepEvaluating } from './client.js';

const app = useApp();
const { heksher, given } = app;
const JIM = { user: 'jim' };

beforeAll(() => given.features('user', 'theme'));

function sizeOf(client: HeksherClient) {
  return client.setting({
    name: uniqueName('size'),
    type: t.int(),
    configurableFeatures: ['user', 'theme'],
    defaultValue: 50,
  });
}

/** A client behind a network that can be broken, and a setting that is evaluated all the time. */
async function givenFollower(url = heksher.url) {
  const proxy = await TcpProxy.to(url);
  app.onStop(() => proxy.close());
  const errors: string[] = [];
  const modes: Status['mode'][] = [];
  const client = givenClient(
    { url: proxy.url, requestTimeoutMs: 2000, onError: (error) => errors.push(String(error)) },
    { silence: 500, lasting: 100 }, // the service is silent for longer, and then the stream is opened again
  );
  client.onStatus(({ mode }) => modes.push(mode));
  const size = sizeOf(client);
  const evaluated = keepEvaluating(size, JIM);
  await client.start();
  const follows = async (value: number) => {
    await given.rule({ setting: size.name, feature_values: { user: 'jim', theme: `t${value}` }, value });
    await until(() => size.get({ user: 'jim', theme: `t${value}` }) === value, `the rule with ${value}`);
  };
  return { proxy, client, size, errors, modes, evaluated, follows };
}

describe('a client goes on, and evaluates meanwhile', () => {
  test('after the service has restarted', async () => {
    const first = await serve(app.database.url);
    const { proxy, client, size, evaluated, follows } = await givenFollower(first.url);
    await first.close();
    await until(() => client.status.mode === 'down', 'the loss');
    const whileAway = size.evaluate(JIM);
    const second = await serve(app.database.url);
    app.onStop(() => second.close());
    proxy.redirect(second.url);
    await until(() => client.status.mode === 'stream', 'the stream of the new process');
    await follows(1);

    expect(whileAway).toEqual({ value: 50, reason: 'default', stale: true });
    expect(evaluated()).toEqual({ calls: expect.any(Number), faults: [] });
  });

  test('after each of many cuts of the stream', async () => {
    const { proxy, client, evaluated, follows, modes } = await givenFollower();
    for (let cut = 1; cut <= 3; cut++) {
      proxy.cut();
      await until(() => client.status.mode === 'down', 'the cut');
      await follows(cut);
    }

    expect(modes.filter((mode) => mode === 'down').length).toBeGreaterThanOrEqual(3);
    expect(evaluated().faults).toEqual([]);
  });

  test('after a proxy has held the stream open without passing anything', async () => {
    const { proxy, client, size, errors, evaluated, follows } = await givenFollower();
    proxy.hang();
    await given.rule({ setting: size.name, feature_values: JIM, value: 7 });
    await until(() => client.status.mode === 'down', 'the end of patience');
    const hanging = size.evaluate(JIM);
    proxy.forget(); // new connections work, the old ones stay silent for ever
    await until(() => size.get(JIM) === 7, 'the missed rule');
    await follows(8);

    expect(hanging).toEqual({ value: 50, reason: 'default', stale: true });
    expect(errors).toContainEqual(expect.stringContaining('the stream of changes is silent'));
    expect(evaluated().faults).toEqual([]);
  });

  test('while every answer comes late, in pieces', async () => {
    const proxy = await TcpProxy.to(heksher.url, { delay: () => 30 });
    app.onStop(() => proxy.close());
    const client = givenClient({ url: proxy.url });
    const size = sizeOf(client);
    const evaluated = keepEvaluating(size, JIM);
    await client.start({ timeoutMs: 1 });
    const early = size.evaluate(JIM);
    await until(() => client.status.mode === 'stream', 'the stream');
    await given.rule({ setting: size.name, feature_values: JIM, value: 9 });
    await until(() => size.get(JIM) === 9, 'the rule');

    expect(early).toEqual({ value: 50, reason: 'default', stale: true });
    expect(evaluated().faults).toEqual([]);
  });
});

test('many changes at once are read with a few requests', async () => {
  let snapshots = 0;
  const counting: typeof fetch = (url, init) => {
    if (String(url).includes('/snapshot')) snapshots += 1;
    return fetch(url, init);
  };
  const client = givenClient({ url: heksher.url, fetch: counting });
  const size = sizeOf(client);
  await client.start();
  const writes = Array.from({ length: 200 }, (_, at) => ({ user: `user${at}` }));
  const write = (feature_values: { user: string }) => given.rule({ setting: size.name, feature_values, value: 1 });
  // In batches: of 200 writes at once, the last ones would wait too long for the lock on a slow machine.
  for (let at = 0; at < writes.length; at += 20) await Promise.all(writes.slice(at, at + 20).map(write));
  await until(() => size.explain().rules.length === writes.length, 'all rules');

  expect(snapshots).toBeLessThan(writes.length);
});
