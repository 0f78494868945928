import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { concernsSettings } from './change-stream.js';
import { mergeContext } from './context.js';
import { Reports } from './hooks.js';
import { Http, backOff, readRetryAfter, refusal } from './http.js';
import { readKept } from './kept.js';
import { Setting } from './setting.js';
import { SnapshotReader } from './snapshot-reader.js';
import { readSnapshot } from './snapshot.js';
import { fileStore, localStorageStore } from './store.js';
import { t } from './types.js';
import { pause } from './waiting.js';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

test('the first source of a context that has a feature counts', () => {
  const others = [{ theme: undefined }, { user: 'b', theme: 1, other: true }];

  expect([...mergeContext(['user', 'theme', 'constructor'], { user: 'a' }, others)]).toEqual([
    ['user', 'a'],
    ['theme', '1'],
  ]);
  expect([...mergeContext(['user'], undefined)]).toEqual([]);
});

test.each([
  [null, undefined],
  ['3', 3000],
  ['0', 0],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 9000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['Sat, 01 Jan 2050 00:00:00 GMT', 3_600_000],
  ['99999999999', 3_600_000],
  ['9'.repeat(400), 3_600_000],
  ['soon', undefined],
  ['', undefined],
  ['1.5 hours', undefined],
])('Retry-After %j', (text, ms) => {
  expect(readRetryAfter(text, 'Thu, 01 Jan 1970 00:00:01 GMT')).toBe(ms);
});

test('a Retry-After with a date counts from the date of the answer, whatever the clock of the program says', () => {
  const headers = { Date: 'Thu, 01 Jan 1970 00:00:00 GMT', 'Retry-After': 'Thu, 01 Jan 1970 00:00:07 GMT' };

  expect(refusal(new Response('', { status: 429, headers }), '').retryAfterMs).toBe(7000);
});

test('pauses grow from 1 s to 60 s', () => {
  expect([1, 2, 3, 7, 2000].map((failures) => backOff(failures, 1))).toEqual([1000, 2000, 4000, 60_000, 60_000]);
  expect(backOff(5, 0)).toBe(0);
});

test('a pause ends with its signal', async () => {
  const controller = new AbortController();
  const paused = pause(1e9, controller.signal);
  controller.abort();

  await expect(paused).resolves.toBeUndefined();
  await expect(pause(1e9, controller.signal)).resolves.toBeUndefined();
});

const event = (action: string, settings: string[] | null) => ({
  event: 'change',
  data: JSON.stringify({ action, settings }),
});
test.each([
  [event('rule.created', ['a']), true],
  [event('rule.created', ['b']), false],
  [event('rule.created', null), true],
  [event('setting.renamed', ['b']), true],
  [event('change_set.applied', ['b']), true],
  [{ event: 'reset', data: '{"sequence":1}' }, true],
  [{ event: 'change', data: 'no JSON' }, true],
  [{ id: '4' }, false],
])('%j makes the client read again: %j', (block, expected) => {
  expect(concernsSettings(block, new Set(['a']))).toBe(expected);
});

test('a file has the text that was saved last, and nothing is beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'heksher-client-'));
  folders.push(folder);
  const path = join(folder, 'settings.json');
  const store = fileStore(path);
  const before = await store.load();
  await Promise.all(['a', 'b', 'c'].map((text) => store.save(text)));
  await store.save('d');

  expect([before, await store.load(), await readFile(path, 'utf8')]).toEqual([undefined, 'd', 'd']);
  expect(await readdir(folder)).toEqual(['settings.json']);
});

test('a file that cannot be written leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'heksher-client-'));
  folders.push(folder);

  await expect(fileStore(join(folder, 'none', 'a')).save('a')).rejects.toThrow('ENOENT');
  await expect(fileStore(folder).save('a')).rejects.toThrow();
  expect(await readdir(folder)).toEqual([]);
});

test('local storage keeps a text', async () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  };
  const store = localStorageStore('settings', storage);
  const before = await store.load();
  await store.save('a');

  expect([before, await store.load()]).toEqual([undefined, 'a']);
});

test.each(['', '{}', '{"format":"heksher-client/1","snapshot":"{}"}', '[1'])('%j is nothing that was kept', (text) => {
  expect(() => readKept(text)).toThrow();
});

const SNAPSHOT = JSON.stringify({
  sequence: 4,
  context_features: ['user', '2', '1'],
  settings: {
    size: {
      name: 'size',
      configurable_features: ['user', '2', '1'],
      default_value: 'large',
      rules: [
        [1, { 1: 'a', 2: 'b', user: 'c' }, 10],
        [2, { user: 'c' }, 'large'],
        [3, { 1: 'a' }, 13],
        [4, { 2: 'b' }, 12],
      ],
    },
  },
});

test('rules and defaults that do not fit are reported and not used', () => {
  const coerced: unknown[] = [];
  const size = new Setting(
    {
      name: 'size',
      type: t.int(),
      configurableFeatures: ['user', '1', '2'],
      defaultValue: 50,
      validate: (value) => {
        if (value === 13) throw new Error('13 is no size');
        return value * 2;
      },
    },
    {
      reports: new Reports({ onCoerce: ({ ruleId, message }) => coerced.push([ruleId, message]) }),
      isStale: () => false,
      ambient: () => [],
      isContextStrict: false,
    },
  );
  const change = size.prepare(readSnapshot(SNAPSHOT));
  change?.apply();
  change?.tell();

  expect(coerced).toEqual([
    [2, expect.stringContaining('a whole number is needed')],
    [3, '13 is no size'],
    [undefined, expect.stringContaining('a whole number is needed')],
  ]);
  expect(
    [{}, { user: 'c' }, { '1': 'a' }, { '2': 'b' }, { user: 'c', '1': 'a', '2': 'b' }].map((one) => size.get(one)),
  ).toEqual([100, 100, 100, 24, 20]);
  expect(size.prepare(readSnapshot(SNAPSHOT))).toBeUndefined();
});

test('what is not of the type can be coerced, and is reported and judged like any other value', () => {
  const coerced: unknown[] = [];
  const size = new Setting(
    {
      name: 'size',
      type: t.str(),
      configurableFeatures: ['user', '1', '2'],
      defaultValue: 'small',
      coerce: (value) => {
        if (value === 12) throw new Error('12 has no name');
        return value === 13 ? (13 as never) : `size ${String(value)}`;
      },
      validate: (value) => value.toUpperCase(),
    },
    {
      reports: new Reports({
        onCoerce: ({ ruleId, message, coercedTo }) => coerced.push([ruleId, message, coercedTo]),
      }),
      isStale: () => false,
      ambient: () => [],
      isContextStrict: false,
    },
  );
  const change = size.prepare(readSnapshot(SNAPSHOT));
  change?.apply();
  change?.tell();

  expect(coerced).toEqual([
    [1, 'a text is needed, not a number', 'SIZE 10'],
    [3, 'a text is needed, not a number', undefined],
    [4, '12 has no name', undefined],
  ]);
  expect([{ user: 'c', '1': 'a', '2': 'b' }, { user: 'c' }, { '1': 'a' }].map((one) => size.get(one))).toEqual([
    'SIZE 10',
    'LARGE',
    'LARGE',
  ]);
});

/** A reader of settings whose requests are answered by a function. */
function givenReader(names: readonly string[], answer: (url: string, init: RequestInit) => Response) {
  const http = new Http({
    url: 'http://heksher/',
    token: undefined,
    program: 'test/1',
    requestTimeoutMs: 1000,
    fetch: async (url, init) => answer(String(url), init ?? {}),
    closing: new AbortController().signal,
  });
  return new SnapshotReader(http, names, { user: ['a'], theme: '*' });
}

const snapshotOf = (names: readonly string[]) => {
  const settings = names.map((name) => [name, { name, configurable_features: [], default_value: 1, rules: [] }]);
  return JSON.stringify({ sequence: 1, context_features: [], settings: Object.fromEntries(settings) });
};

test('names that are too long for a URL are in the body of a POST', async () => {
  const many = Array.from({ length: 600 }, (_, at) => `a_setting_with_a_long_name_${at}`);
  const asked: unknown[] = [];
  const answer =
    (names: readonly string[]) =>
    (url: string, { method, body }: RequestInit) => {
      asked.push([url, method, body && JSON.parse(String(body))]);
      return new Response(snapshotOf(names));
    };
  const snapshot = await givenReader(many, answer(many)).read();
  await givenReader(['a', 'b'], answer(['a', 'b'])).read();

  expect([...snapshot.settings.keys()]).toEqual(many);
  expect(asked).toEqual([
    ['http://heksher/api/v1/snapshot', 'POST', { settings: many, context_filters: 'user:(a),theme:*' }],
    ['http://heksher/api/v1/snapshot?context_filters=user%3A(a)%2Ctheme%3A*&settings=a,b', undefined, undefined],
  ]);
});

test('an answer that has not changed is not read again', async () => {
  const answers = [
    new Response(snapshotOf(['a']), { headers: { ETag: '"1"' } }),
    new Response(null, { status: 304 }),
    new Response(snapshotOf(['a'])),
    new Response(snapshotOf([])),
  ];
  const tags: unknown[] = [];
  const reader = givenReader(['a'], (_url, { headers }) => {
    tags.push(new Headers(headers).get('if-none-match'));
    return answers.shift() as Response;
  });
  const [first, second, third, fourth] = [
    await reader.read(),
    await reader.read(),
    await reader.read(),
    await reader.read(),
  ];

  expect(tags).toEqual([null, '"1"', '"1"', '"1"']);
  expect([second === first, third === first, fourth?.settings.size]).toEqual([true, true, 0]);
});

test('settings that do not exist are left out', async () => {
  const missing = JSON.stringify({ detail: 'no settings', missing: ['b', 'd'] });
  const reader = givenReader(['a', 'b', 'c', 'd'], (url) => {
    if (url.endsWith('=a,c')) return new Response(snapshotOf(['a', 'c']));
    return new Response(missing, { status: 404 });
  });

  expect([...(await reader.read()).settings.keys()]).toEqual(['a', 'c']);
});

test.each(['{"missing":["other"]}', '{"missing":"a"}', '<html>', 'null'])(
  'a 404 with the body %s is that of something else',
  async (body) => {
    await expect(givenReader(['a'], () => new Response(body, { status: 404 })).read()).rejects.toThrow('404');
  },
);
