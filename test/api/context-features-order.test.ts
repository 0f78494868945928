import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';

const app = useApp();

/** The named features in the list, which also has those of other tests. */
async function orderOf(names: string[]): Promise<string[]> {
  const answer = await app.heksher.features();
  return (answer.body as { context_features: string[] }).context_features.filter((name) => names.includes(name));
}

async function newFeatures(count: number): Promise<string[]> {
  return app.given.features(...Array.from({ length: count }, () => uniqueName('feature')));
}

describe('with eight features, a feature can be moved from any place to any other', () => {
  test.each(['to_after', 'to_before'])(
    'each of eight features can be moved from any place to any other by %s',
    async (member) => {
      let expected = await newFeatures(8);
      const [...places] = expected.keys();

      for (const from of places) {
        for (const to of places.filter((place) => place !== from)) {
          const moved = expected[from] ?? '';
          const target = expected[to] ?? '';
          const others = expected.filter((name) => name !== moved);
          const place = others.indexOf(target) + (member === 'to_after' ? 1 : 0);
          expected = others.toSpliced(place, 0, moved);

          const answer = await app.heksher.moveFeature(moved, { [member]: target });

          expect([from, to, answer.status]).toEqual([from, to, 204]);
          expect(await orderOf(expected)).toEqual(expected);
        }
      }
    },
  );
});

test('after a move the indices have no gaps, and each is the place in the list', async () => {
  const [first = '', second = '', third = ''] = await newFeatures(3);

  const answer = await app.heksher.moveFeature(third, { to_before: first });

  expect(answer.status).toBe(204);
  expect(answer.text).toBe('');
  expect(await orderOf([first, second, third])).toEqual([third, first, second]);
  const { body } = await app.heksher.features();
  const { context_features: features } = body as { context_features: string[] };
  const indices = await Promise.all(features.map(async (name) => (await app.heksher.feature(name)).body));
  expect(indices).toEqual(features.map((_, index) => ({ index })));
});

test.each(['to_after', 'to_before'])('a feature that is moved %s itself stays where it is', async (member) => {
  const names = await newFeatures(3);
  const [, middle = ''] = names;

  const answer = await app.heksher.moveFeature(middle, { [member]: middle });

  expect(answer.status).toBe(204);
  expect(await orderOf(names)).toEqual(names);
});

test.each(['to_after', 'to_before'])('a feature that does not exist cannot be moved %s another', async (member) => {
  const feature = await app.given.feature();

  const answer = await app.heksher.moveFeature('nobody', { [member]: feature });

  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: 'no context feature "nobody"',
    instance: '/api/v1/context_features/nobody/index',
    request_id: expect.any(String),
  });
});

test.each(['to_after', 'to_before'])('a feature cannot be moved %s one that does not exist', async (member) => {
  const names = await newFeatures(2);

  const answer = await app.heksher.moveFeature(names[0] ?? '', { [member]: 'nobody' });

  expect(answer.status).toBe(404);
  expect(answer.body).toMatchObject({ detail: 'no context feature "nobody"' });
  expect(await orderOf(names)).toEqual(names);
});

test('a move names exactly one place', async () => {
  const names = await newFeatures(3);
  const [first = '', second = '', third = ''] = names;

  const answers = [
    await app.heksher.moveFeature(first, {}),
    await app.heksher.moveFeature(first, { to_after: second, to_before: third }),
    await app.heksher.moveFeature(first, { after: second }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
  for (const { body } of answers) expect(body).toMatchObject({ detail: expect.stringMatching(/to_after.*to_before/) });
  expect(await orderOf(names)).toEqual(names);
});

test.each([['bad name'], ['newline\n'], [''], [1], [false], [['a']]])('%j is no place to move to', async (place) => {
  const feature = await app.given.feature();

  const answer = await app.heksher.moveFeature(feature, { to_after: place });

  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ errors: [{ pointer: '/to_after' }] });
});

test('features that are moved at once end up in some order, all of them, without gaps', async () => {
  const names = await newFeatures(8);
  const [first = ''] = names;

  const moves = Array.from({ length: 50 }, (_, i) =>
    app.heksher.moveFeature(names[1 + (i % 7)] ?? '', i % 2 === 0 ? { to_before: first } : { to_after: first }),
  );
  const answers = await Promise.all(moves);

  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 204));
  expect((await orderOf(names)).sort()).toEqual([...names].sort());
  const rows = await app.database.sql<{ index: number }>('select index from context_features order by index');
  expect(rows.map(({ index }) => index)).toEqual([...rows.keys()]);
});

test("a setting's configurable features and a rule's conditions follow the order of the features", async () => {
  const [first = '', second = '', third = ''] = await newFeatures(3);
  const setting = await app.given.setting({ configurable_features: [third, first, second] });
  const feature_values = { [second]: 'b', [first]: 'a', [third]: 'c' };
  const rule = await app.given.rule({ setting: setting.name, feature_values, value: 1 });

  await app.heksher.moveFeature(third, { to_before: first });

  expect((await app.heksher.setting(setting.name)).body).toMatchObject({
    configurable_features: [third, first, second],
  });
  expect((await app.heksher.rule(rule)).body).toMatchObject({
    feature_values: [
      [third, 'c'],
      [first, 'a'],
      [second, 'b'],
    ],
  });
});
