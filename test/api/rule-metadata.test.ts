import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';

const app = useApp();
const { heksher } = app;

const path = (id: number, tail = '') => `/api/v1/rules/${id}/metadata${tail}`;

async function ruleWith(metadata?: Record<string, unknown>): Promise<number> {
  const { name, configurable_features } = await app.given.setting();
  const [feature = ''] = configurable_features;
  return app.given.rule({ setting: name, feature_values: { [feature]: 'jim' }, value: 1, metadata });
}

async function metadataOf(id: number): Promise<unknown> {
  const { metadata } = (await heksher.get(path(id))).body as { metadata: unknown };
  return metadata;
}

describe('the metadata of a rule', () => {
  test('the metadata of a rule is given when the rule is added', async () => {
    const id = await ruleWith({ by: 'jim' });

    const answer = await heksher.get(path(id));

    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"metadata":{"by":"jim"}}');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('the metadata of a rule is empty if none was given', async () => {
    const id = await ruleWith();

    const answer = await heksher.get(path(id));

    expect(answer.text).toBe('{"metadata":{}}');
  });

  test('the metadata of a rule is shown with the rule, and by queries with include_metadata', async () => {
    const { name, configurable_features } = await app.given.setting();
    const [feature = ''] = configurable_features;
    const id = await app.given.rule({ setting: name, feature_values: { [feature]: 'jim' }, value: 1 });
    await heksher.post(path(id), { metadata: { by: 'jim' } });

    const answer = await heksher.query({ settings: name, include_metadata: 'true' });

    expect(answer.body).toMatchObject({ settings: { [name]: { rules: [{ metadata: { by: 'jim' } }] } } });
    expect((await heksher.rule(id)).body).toMatchObject({ metadata: { by: 'jim' } });
  });

  test('the metadata of a rule is deleted with the rule', async () => {
    const id = await ruleWith({ by: 'jim' });
    await heksher.deleteRule(id);

    const answer = await heksher.get(path(id));

    expect(answer.status).toBe(404);
    expect(await app.database.sql('select from rule_metadata where rule = $1', [id])).toHaveLength(0);
  });
});

describe('merging', () => {
  test('merging metadata into a rule sets the keys it names and leaves the others', async () => {
    const id = await ruleWith({ a: 1, b: { x: 1 } });

    const answer = await heksher.post(path(id), { metadata: { b: { y: 2 }, c: null } });

    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect(await metadataOf(id)).toEqual({ a: 1, b: { y: 2 }, c: null });
  });

  test.each([{ metadata: {} }, {}])('a merge of no metadata into a rule changes nothing: %j', async (body) => {
    const id = await ruleWith({ a: 1 });

    const answer = await heksher.post(path(id), body);

    expect(answer.status).toBe(204);
    expect(await metadataOf(id)).toEqual({ a: 1 });
  });
});

describe('replacing', () => {
  test('replacing the metadata of a rule leaves only the keys it names', async () => {
    const id = await ruleWith({ a: 1, b: 2 });

    const answer = await heksher.put(path(id), { metadata: { b: 3, c: false } });

    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect(await metadataOf(id)).toEqual({ b: 3, c: false });
  });

  test('replacing the metadata of a rule by nothing leaves nothing', async () => {
    const id = await ruleWith({ a: 1 });

    const answer = await heksher.put(path(id), { metadata: {} });

    expect(answer.status).toBe(204);
    expect(await metadataOf(id)).toEqual({});
  });
});

test('clearing the metadata of a rule may be repeated', async () => {
  const id = await ruleWith({ a: 1 });

  const answers = [await heksher.delete(path(id)), await heksher.delete(path(id))];

  expect(answers.map(({ status, text }) => [status, text])).toEqual([
    [204, ''],
    [204, ''],
  ]);
  expect(await metadataOf(id)).toEqual({});
});

describe('one key', () => {
  test.each([1, 'x', null, false, '', [], {}, { deep: [1, { er: null }] }])(
    "a key of a rule's metadata is set to any JSON, whether it is there or not: %j",
    async (value) => {
      const id = await ruleWith({ a: 1, b: 2 });

      const answers = [await heksher.put(path(id, '/a'), { value }), await heksher.put(path(id, '/c'), { value })];

      expect(answers.map(({ status, text }) => [status, text])).toEqual([
        [204, ''],
        [204, ''],
      ]);
      expect(await metadataOf(id)).toEqual({ a: value, b: 2, c: value });
    },
  );

  test("a key of a rule's metadata is removed, and nothing happens if it is absent", async () => {
    const id = await ruleWith({ a: 1, b: 2 });

    const answers = [await heksher.delete(path(id, '/a')), await heksher.delete(path(id, '/a'))];

    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [204, ''],
      [204, ''],
    ]);
    expect(await metadataOf(id)).toEqual({ b: 2 });
  });

  test.each(['constructor', '__proto__', 'toString', '0', 'A-b_9', 'a'.repeat(255)])(
    "a key of a rule's metadata may be called %s",
    async (key) => {
      const id = await ruleWith({ a: 1 });

      const set = await heksher.put(path(id, `/${key}`), { value: { b: 2 } });

      expect(set.status).toBe(204);
      const { text } = await heksher.get(path(id));
      expect(text).toContain(`${JSON.stringify(key)}:{"b":2}`);
      expect((await heksher.delete(path(id, `/${key}`))).status).toBe(204);
      expect((await heksher.get(path(id))).text).toBe('{"metadata":{"a":1}}');
    },
  );

  test.each(['a.b', 'a%20b', '%C3%A9', 'a%0A', 'a%2Fb', '%00'])(
    "a key of a rule's metadata cannot be called %s",
    async (key) => {
      const id = await ruleWith({ a: 1 });

      const answers = [await heksher.put(path(id, `/${key}`), { value: 1 }), await heksher.delete(path(id, `/${key}`))];

      for (const answer of answers) {
        expect(answer.status).toBe(422);
        expect(answer.body).toMatchObject({ errors: [{ parameter: 'key', message: expect.any(String) }] });
      }
      expect(await metadataOf(id)).toEqual({ a: 1 });
    },
  );

  test("a key of a rule's metadata needs a value", async () => {
    const id = await ruleWith();

    const answer = await heksher.put(path(id, '/a'), {});

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: '/value', message: expect.any(String) }] });
  });
});

describe.each(['POST', 'PUT'])('%s of a rule’s metadata', (method) => {
  test.each([null, [], 'a', 1])(`${method} of a rule’s metadata refuses what is no object: %j`, async (metadata) => {
    const id = await ruleWith({ a: 1 });

    const answer = await heksher.send(method, path(id), { metadata });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: '/metadata', message: expect.any(String) }] });
    expect(await metadataOf(id)).toEqual({ a: 1 });
  });

  test.each(['', 'a.b', 'a b', 'a\n', 'é'])(
    `${method} of a rule’s metadata refuses all of it if a key is invalid: %j`,
    async (key) => {
      const id = await ruleWith({ a: 1 });

      const answer = await heksher.send(method, path(id), { metadata: { good: 1, [key]: 1 } });

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ errors: [{ pointer: `/metadata/${key}`, message: expect.any(String) }] });
      expect(await metadataOf(id)).toEqual({ a: 1 });
    },
  );
});

test('concurrent merges of metadata into one rule all take effect', async () => {
  const id = await ruleWith();
  const keys = Array.from({ length: 20 }, (_, at) => `key${at}`);

  const answers = await Promise.all(keys.map((key) => heksher.post(path(id), { metadata: { [key]: key } })));

  expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 204));
  expect(await metadataOf(id)).toEqual(Object.fromEntries(keys.map((key) => [key, key])));
});
