import { expect, test } from '@jest/globals';
import { stubClient, t, type HeksherClient } from './index.js';

function given() {
  const stub = stubClient();
  const size = stub.setting({
    name: 'size',
    type: t.int(),
    configurableFeatures: ['user', 'theme'],
    defaultValue: 50,
  });
  return { stub, size };
}

test('a setting has its default, a value for a while, and its default again', () => {
  const { stub, size } = given();
  const changes: [number, number][] = [];
  size.onChange((now, before) => changes.push([now.get(), before.get()]));

  const first = stub.set(size, 7);
  const second = stub.set(size, 8);
  const during = size.get({ user: 'jim' });
  second.restore();
  first[Symbol.dispose]();

  expect([during, size.get()]).toEqual([8, 50]);
  expect(changes).toEqual([
    [7, 50],
    [8, 7],
    [7, 8],
    [50, 7],
  ]);
});

test('the rule on the latest feature wins, and an explanation says why', () => {
  const { stub, size } = given();
  stub.setRules(size, [
    { when: { user: 'jim' }, value: 1 },
    { when: { theme: 'dark' }, value: 2 },
  ]);

  expect(size.get({ user: 'jim', theme: 'dark' })).toBe(2);
  expect(size.evaluate({ user: 'jim' })).toEqual({
    value: 1,
    reason: 'rule',
    rule: { id: 1, conditions: { user: 'jim' } },
    stale: true,
  });
  expect(size.explain({ user: 'jim', theme: 'dark' }).rules.map(({ id, outcome }) => [id, outcome.kind])).toEqual([
    [2, 'won'],
    [1, 'lost'],
  ]);
});

test('a program may start, reload and close a stub as it does a client', async () => {
  const { stub, size } = given();
  const use = async (
    client: Pick<HeksherClient, 'start' | 'reload' | 'ping' | 'close' | typeof Symbol.asyncDispose>,
  ) => {
    await client.start({ timeoutMs: 1 });
    await Promise.all([client.reload(), client.ping()]);
    const value = size.get();
    await client.close();
    await client[Symbol.asyncDispose]();
    return value;
  };

  await expect(use(stub)).resolves.toBe(50);
});

test('a value of another type is refused', () => {
  const { stub, size } = given();

  expect(() => stub.set(size, 1.5)).toThrow('not a whole number');
  expect(() => stub.setRules(size, [{ when: {}, value: Number.NaN }])).toThrow(TypeError);
});

test('a feature that the setting does not have is a type error', () => {
  const { size } = given();

  // @ts-expect-error: the setting is configurable by user and theme
  expect(size.get({ account: 'a' })).toBe(50);
});
