import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();

const path = (name: string) => `/api/v1/settings/${name}/metadata`;

async function metadataOf(name: string): Promise<unknown> {
  return (await app.heksher.get(path(name))).body;
}

async function versionOf(name: string): Promise<unknown> {
  return ((await app.heksher.setting(name)).body as { version: string }).version;
}

/** A name and an alias of a setting at version 1.0. */
async function settingWithAlias(metadata: Record<string, unknown> = {}): Promise<{ name: string; alias: string }> {
  const { name } = await app.given.setting({ metadata });
  const alias = uniqueName('alias');
  await app.heksher.rename(name, { name: alias, version: '1.0' });
  await app.heksher.rename(alias, { name, version: '1.0' });
  return { name, alias };
}

/** Every route that writes metadata, with a valid body. */
const WRITES: { method: string; at: string; body: Record<string, unknown> }[] = [
  { method: 'POST', at: '', body: { metadata: { a: 1 } } },
  { method: 'PUT', at: '', body: { metadata: { a: 1 } } },
  { method: 'DELETE', at: '', body: {} },
  { method: 'PUT', at: '/a', body: { value: 1 } },
  { method: 'DELETE', at: '/a', body: {} },
];

describe("a setting's metadata", () => {
  test("a setting's metadata are shown by its name and by its alias", async () => {
    const { name, alias } = await settingWithAlias({ owner: 'platform', nothing: null });

    const byName = await app.heksher.get(path(name));
    const byAlias = await app.heksher.get(path(alias));

    expect(byName.status).toBe(200);
    expect(byName.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(byName.body).toEqual({ metadata: { owner: 'platform', nothing: null } });
    expect(byAlias.text).toBe(byName.text);
  });

  test("a setting's metadata are an empty object if there are none", async () => {
    const { name } = await app.given.setting();

    const answer = await app.heksher.get(path(name));

    expect(answer.text).toBe('{"metadata":{}}');
  });

  test('the metadata of a setting that does not exist are not found', async () => {
    const answer = await app.heksher.get(path('nobody'));

    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'no setting is called "nobody"',
      instance: path('nobody'),
      request_id: expect.any(String),
      missing: ['nobody'],
    });
  });

  test.each([
    '12345678901234567890',
    '9007199254740993',
    '9223372036854775807',
    '0.1000000000000000055',
    '1.0',
    '0.10',
    '-0.5',
    '1',
    'null',
    'false',
    '""',
    '[]',
    '{}',
    '[1.0,[2.50],{"a":3.0}]',
    '"\\u0001\\"\\\\\u2028€😀"',
    '9'.repeat(1000),
  ])("a setting's metadata keep the value %s unchanged", async (text) => {
    const { name } = await app.given.setting();

    const put = await app.heksher.send('PUT', `${path(name)}/one`, `{"value":${text},"version":"1.1"}`);
    const merged = await app.heksher.send('POST', path(name), `{"metadata":{"two":${text}},"version":"1.2"}`);

    expect([put.status, merged.status]).toEqual([204, 204]);
    expect((await app.heksher.get(path(name))).text).toBe(`{"metadata":{"one":${text},"two":${text}}}`);
    expect((await app.heksher.setting(name)).text).toContain(`"metadata":{"one":${text},"two":${text}}`);
    expect((await app.heksher.settings('?include_additional_data=1')).text).toContain(`"one":${text}`);
  });

  test.each(['a', 'A-b_9', '-', '0', '__proto__', 'constructor', 'toString'])(
    "a setting's metadata may have the key %s",
    async (key) => {
      const { name } = await app.given.setting();

      const answer = await app.heksher.put(`${path(name)}/${key}`, { value: 1, version: '1.1' });

      expect(answer.status).toBe(204);
      expect((await app.heksher.get(path(name))).text).toBe(`{"metadata":{"${key}":1}}`);
    },
  );
});

describe('merging metadata', () => {
  test('merging metadata into a setting sets the named keys, leaves the others, and raises the version', async () => {
    const { name } = await app.given.setting({ metadata: { a: 1, b: { deep: 1 }, c: 3 } });

    const answer = await app.heksher.post(path(name), {
      metadata: { b: { other: 2 }, c: null, d: [] },
      version: '1.1',
    });

    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect(await metadataOf(name)).toEqual({ metadata: { a: 1, b: { other: 2 }, c: null, d: [] } });
    expect(await versionOf(name)).toBe('1.1');
  });

  test('merging no metadata into a setting only raises the version', async () => {
    const { name } = await app.given.setting({ metadata: { a: 1 } });

    const answer = await app.heksher.post(path(name), { metadata: {}, version: '1.1' });

    expect(answer.status).toBe(204);
    expect(await metadataOf(name)).toEqual({ metadata: { a: 1 } });
    expect(await versionOf(name)).toBe('1.1');
  });
});

describe('replacing metadata', () => {
  test('replacing a setting’s metadata leaves only the new keys', async () => {
    const { name } = await app.given.setting({ metadata: { a: 1, b: 2 } });

    const answer = await app.heksher.put(path(name), { metadata: { b: false, c: null }, version: '2.0' });

    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect(await metadataOf(name)).toEqual({ metadata: { b: false, c: null } });
    expect(await versionOf(name)).toBe('2.0');
  });

  test('replacing a setting’s metadata with nothing empties it', async () => {
    const { name } = await app.given.setting({ metadata: { a: 1 } });

    const answer = await app.heksher.put(path(name), { metadata: {}, version: '1.1' });

    expect(answer.status).toBe(204);
    expect(await metadataOf(name)).toEqual({ metadata: {} });
  });
});

describe('removing metadata', () => {
  test('removing a setting’s metadata empties it', async () => {
    const { name } = await app.given.setting({ metadata: { a: 1, b: null } });

    const answer = await app.heksher.delete(path(name), { version: '1.1' });

    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect(await metadataOf(name)).toEqual({ metadata: {} });
    expect(await versionOf(name)).toBe('1.1');
  });

  test('removing one key of a setting’s metadata leaves the others', async () => {
    const { name } = await app.given.setting({ metadata: { a: 1, b: null } });

    const answer = await app.heksher.delete(`${path(name)}/b`, { version: '1.1' });

    expect(answer.status).toBe(204);
    expect(await metadataOf(name)).toEqual({ metadata: { a: 1 } });
    expect(await versionOf(name)).toBe('1.1');
  });

  test('removing a key that a setting’s metadata lacks succeeds', async () => {
    const { name } = await app.given.setting({ metadata: { a: 1 } });

    const answer = await app.heksher.delete(`${path(name)}/b`, { version: '1.1' });

    expect(answer.status).toBe(204);
    expect(await metadataOf(name)).toEqual({ metadata: { a: 1 } });
    expect(await versionOf(name)).toBe('1.1');
  });
});

describe('setting one key', () => {
  test("setting one key of a setting's metadata adds or changes it, and leaves the others", async () => {
    const { name } = await app.given.setting({ metadata: { a: 1, b: 2 } });

    const changed = await app.heksher.put(`${path(name)}/b`, { value: { x: null }, version: '1.1' });
    const added = await app.heksher.put(`${path(name)}/c`, { value: null, version: '1.2' });

    expect([changed.status, added.status]).toEqual([204, 204]);
    expect(changed.text).toBe('');
    expect(await metadataOf(name)).toEqual({ metadata: { a: 1, b: { x: null }, c: null } });
    expect(await versionOf(name)).toBe('1.2');
  });

  test("setting one key of a setting's metadata needs a value, and the answer points there", async () => {
    const { name } = await app.given.setting();

    const answer = await app.heksher.put(`${path(name)}/a`, { version: '1.1' });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: '/value' }] });
  });
});

describe.each(WRITES)('$method …/metadata$at', ({ method, at, body }) => {
  const write = (name: string, version: unknown) => app.heksher.send(method, path(name) + at, { ...body, version });

  test(`${method} …/metadata${at} works by an alias, and raises the version`, async () => {
    const { name, alias } = await settingWithAlias({ b: 2 });

    const answer = await write(alias, '1.1');

    expect(answer.status).toBe(204);
    expect(await versionOf(name)).toBe('1.1');
  });

  test.each(['1.0', '01.0', '0.9'])(
    `${method} …/metadata${at} refuses the version %s, which is not higher, and names both`,
    async (version) => {
      const { name } = await app.given.setting({ metadata: { a: 0, b: 2 } });

      const answer = await write(name, version);

      expect(answer.status).toBe(409);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(answer.body).toEqual({
        type: 'about:blank',
        title: 'Conflict',
        status: 409,
        detail: expect.stringMatching(new RegExp(`${name} is at version 1\\.0`)),
        instance: path(name) + at,
        request_id: expect.any(String),
      });
      expect(await metadataOf(name)).toEqual({ metadata: { a: 0, b: 2 } });
    },
  );

  test(`${method} …/metadata${at} of a setting that does not exist is not found`, async () => {
    const answer = await write('nobody', '1.1');

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ detail: 'no setting is called "nobody"', instance: path('nobody') + at });
  });

  test.each([undefined, null, '', '1', '1.1\n', 1.1])(
    `${method} …/metadata${at} refuses the version %j`,
    async (version) => {
      const { name } = await app.given.setting();

      const answer = await write(name, version);

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ errors: [{ pointer: '/version', message: expect.any(String) }] });
    },
  );

  test(`${method} …/metadata${at} requires a body`, async () => {
    const { name } = await app.given.setting();

    const answer = await app.heksher.send(method, path(name) + at);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining('body') });
  });

  test(`${method} …/metadata${at} succeeds once if twenty requests claim one version at once`, async () => {
    const { name } = await app.given.setting({ metadata: { a: 0 } });

    const answers = await Promise.all(Array.from({ length: 20 }, () => write(name, '1.1')));

    expect(statuses(answers)).toEqual({ 204: 1, 409: 19 });
    expect(await versionOf(name)).toBe('1.1');
  });
});

describe.each(['POST', 'PUT'])('%s of metadata', (method) => {
  test.each([
    ['/metadata', null],
    ['/metadata', []],
    ['/metadata', 'text'],
    ['/metadata', 1],
    ['/metadata/bad key', { 'bad key': 1 }],
    ['/metadata/newline\n', { 'newline\n': 1 }],
    ['/metadata/', { '': 1 }],
    ['/metadata/a.b', { 'a.b': 1 }],
    ['/metadata/a~1b', { 'a/b': 1 }],
    ['/metadata/key', { key: 'nul\u0000' }],
    ['/metadata/key', { key: [{ 'nul\u0000': 1 }] }],
  ])(`${method} of a setting's metadata reports the fault at %j in %j`, async (pointer, metadata) => {
    const { name } = await app.given.setting({ metadata: { a: 1 } });

    const answer = await app.heksher.send(method, path(name), { metadata, version: '1.1' });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer, message: expect.any(String) }] });
    expect(await metadataOf(name)).toEqual({ metadata: { a: 1 } });
    expect(await versionOf(name)).toBe('1.0');
  });

  test.each(['1e400', '"\\udfff"', '1e-1001', '9'.repeat(1001)])(
    `${method} of a setting's metadata refuses the value %s`,
    async (text) => {
      const { name } = await app.given.setting();

      const answer = await app.heksher.send(method, path(name), `{"metadata":{"a":${text}},"version":"1.1"}`);

      expect(answer.status).toBe(422);
    },
  );
});

test.each(['bad%20key', 'newline%0A', 'a.b', 'nul%00', '%C3%A9'])('%s is no key of metadata', async (key) => {
  const { name } = await app.given.setting();

  const put = await app.heksher.put(`${path(name)}/${key}`, { value: 1, version: '1.1' });
  const removed = await app.heksher.delete(`${path(name)}/${key}`, { version: '1.1' });

  expect([put.status, removed.status]).toEqual([422, 422]);
  expect(put.body).toMatchObject({ errors: [{ parameter: 'key', message: expect.stringContaining('metadata key') }] });
  expect(await versionOf(name)).toBe('1.0');
});

test('when twenty different writes claim one version at once, exactly one takes effect', async () => {
  const { name } = await app.given.setting({ metadata: { before: true } });

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => app.heksher.put(path(name), { metadata: { [`key${i}`]: i }, version: '1.1' })),
  );

  expect(statuses(answers)).toEqual({ 204: 1, 409: 19 });
  const winner = answers.findIndex(({ status }) => status === 204);
  expect(await metadataOf(name)).toEqual({ metadata: { [`key${winner}`]: winner } });
});

function statuses(answers: Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
