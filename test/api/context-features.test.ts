import { describe, expect, test } from '@jest/globals';
import { startApp, useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();

const PATH = '/api/v1/context_features';

/** The list of context features. */
async function list(): Promise<string[]> {
  const answer = await app.heksher.features();
  return (answer.body as { context_features: string[] }).context_features;
}

describe('listing and adding', () => {
  test('a service without features lists none, and takes the first', async () => {
    const empty = await startApp();
    try {
      const before = await empty.heksher.features();
      const added = await empty.heksher.addFeature('user');
      const after = await empty.heksher.features();

      expect(before.status).toBe(200);
      expect(before.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(before.text).toBe('{"context_features":[]}');
      expect(added.status).toBe(204);
      expect(after.text).toBe('{"context_features":["user"]}');
    } finally {
      await empty.stop();
    }
  });

  test('a new feature goes to the end of the list, and the answer has no body', async () => {
    await app.given.feature();
    const before = await list();
    const name = uniqueName('feature');

    const answer = await app.heksher.addFeature(name);

    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect(await list()).toEqual([...before, name]);
  });

  test('a feature can be added only once', async () => {
    const name = await app.given.feature();
    const before = await list();

    const answer = await app.heksher.addFeature(name);

    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: expect.stringContaining(name),
      instance: PATH,
      request_id: expect.any(String),
    });
    expect(await list()).toEqual(before);
  });

  test('names of features are told apart by case', async () => {
    const name = uniqueName('feature');
    await app.given.features(name, name.toUpperCase());

    const answer = await app.heksher.feature(name.toUpperCase());

    expect(answer.status).toBe(200);
  });

  test.each([['_'], ['0'], ['A_Z_a_z_09'], ['constructor'], ['__proto__'], ['x'.repeat(255)]])(
    '%j is a name of a feature',
    async (name) => {
      const answer = await app.heksher.addFeature(name);

      expect(answer.status).toBe(204);
      expect(await list()).toContain(name);
    },
  );

  test.each([
    [''],
    ['two words'],
    ['dash-ed'],
    ['dot.ted'],
    ['newline\n'],
    ['nul\u0000'],
    ['größe'],
    ['٣'],
    ['*'],
    ['x'.repeat(256)],
    [7],
    [true],
    [null],
    [['list']],
    [{}],
  ])('%j is no name of a feature', async (name) => {
    const before = await list();

    const answer = await app.heksher.addFeature(name);

    expect(answer.status).toBe(422);
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      detail: expect.stringMatching(/context feature name/),
      instance: PATH,
      request_id: expect.any(String),
      errors: [{ pointer: '/context_feature', message: expect.stringMatching(/context feature name/) }],
    });
    expect(await list()).toEqual(before);
  });

  test.each([
    ['no name', '{}', 422],
    ['a list', '[]', 422],
    ['a string', '"user"', 422],
    ['half of JSON', '{"context_feature": "us', 400],
    ['nothing', '', 422],
  ])('a body with %s adds nothing', async (_, body, status) => {
    const before = await list();

    const answer = await app.heksher.send('POST', PATH, body);

    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status, instance: PATH });
    expect(await list()).toEqual(before);
  });

  test('unknown members of a body are ignored', async () => {
    const name = uniqueName('feature');

    const answer = await app.heksher.post(PATH, { context_feature: name, index: 0, colour: 'red' });

    expect(answer.status).toBe(204);
    expect((await list()).at(-1)).toBe(name);
  });

  test('when fifty requests add one feature at once, one succeeds', async () => {
    const name = uniqueName('feature');

    const answers = await Promise.all(Array.from({ length: 50 }, () => app.heksher.addFeature(name)));

    expect(count(answers)).toEqual({ 204: 1, 409: 49 });
    expect((await list()).filter((feature) => feature === name)).toEqual([name]);
  });

  test('fifty features that are added at once are all in the list, each at its own place', async () => {
    const before = await list();
    const names = Array.from({ length: 50 }, () => uniqueName('feature'));

    const answers = await Promise.all(names.map((name) => app.heksher.addFeature(name)));

    expect(count(answers)).toEqual({ 204: 50 });
    const after = await list();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length).sort()).toEqual([...names].sort());
    expect(await indices()).toEqual(after.map((_, index) => index));
  });
});

describe('looking one up', () => {
  test('the index of a feature is its place in the list, from 0', async () => {
    const [first = '', second = ''] = await app.given.features(uniqueName('feature'), uniqueName('feature'));
    const features = await list();

    const answers = [await app.heksher.feature(first), await app.heksher.feature(second)];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers.map(({ text }) => text)).toEqual([
      `{"index":${features.indexOf(first)}}`,
      `{"index":${features.indexOf(second)}}`,
    ]);
    expect(features.indexOf(second)).toBe(features.indexOf(first) + 1);
  });

  test('a feature that does not exist is not found, and the answer names it', async () => {
    const answer = await app.heksher.feature('nobody');

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'no context feature "nobody"',
      instance: `${PATH}/nobody`,
      request_id: expect.any(String),
    });
  });

  test.each(['bad%20name', 'nul%00', 'newline%0A', '%E2%82%AC'])('the feature %s is not found', async (name) => {
    const answer = await app.heksher.feature(name);

    expect(answer.status).toBe(404);
  });
});

describe('deleting', () => {
  test('a deleted feature is gone, and the later ones move up', async () => {
    const names = await app.given.features(uniqueName('feature'), uniqueName('feature'), uniqueName('feature'));
    const [, middle = '', last = ''] = names;
    const before = await list();

    const answer = await app.heksher.deleteFeature(middle);

    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect(await list()).toEqual(before.filter((name) => name !== middle));
    expect((await app.heksher.feature(last)).body).toEqual({ index: before.indexOf(last) - 1 });
    expect((await app.heksher.feature(middle)).status).toBe(404);
    expect(await indices()).toEqual((await list()).map((_, index) => index));
  });

  test('the first feature may be deleted, and so may the only remaining one', async () => {
    const own = await startApp();
    try {
      await own.given.features('a', 'b');

      const answers = [await own.heksher.deleteFeature('a'), await own.heksher.deleteFeature('b')];

      expect(answers.map(({ status }) => status)).toEqual([204, 204]);
      expect((await own.heksher.features()).body).toEqual({ context_features: [] });
    } finally {
      await own.stop();
    }
  });

  test('a feature that does not exist cannot be deleted', async () => {
    const answer = await app.heksher.deleteFeature('nobody');

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ detail: 'no context feature "nobody"' });
  });

  test.each([1, 2])('a feature that %i settings are configurable by cannot be deleted', async (settings) => {
    const feature = await app.given.feature();
    for (let i = 0; i < settings; i++) await app.given.setting({ configurable_features: [feature] });
    const before = await list();

    const answer = await app.heksher.deleteFeature(feature);

    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: "context feature can't be deleted, there is at least one setting configured by it",
      instance: `${PATH}/${feature}`,
      request_id: expect.any(String),
    });
    expect(await list()).toEqual(before);
  });

  test('a feature can be deleted once its last setting is', async () => {
    const feature = await app.given.feature();
    const setting = await app.given.setting({ configurable_features: [feature] });
    await app.given.rule({ setting: setting.name, feature_values: { [feature]: 'jim' }, value: 1 });
    await app.heksher.deleteSetting(setting.name);

    const answer = await app.heksher.deleteFeature(feature);

    expect(answer.status).toBe(204);
  });

  test('a deleted feature may be added again, at the end', async () => {
    const [name = ''] = await app.given.features(uniqueName('feature'), uniqueName('feature'));
    await app.heksher.deleteFeature(name);

    const answer = await app.heksher.addFeature(name);

    expect(answer.status).toBe(204);
    expect((await list()).at(-1)).toBe(name);
  });

  test('when fifty requests delete one feature at once, one succeeds', async () => {
    const name = await app.given.feature();

    const answers = await Promise.all(Array.from({ length: 50 }, () => app.heksher.deleteFeature(name)));

    expect(count(answers)).toEqual({ 204: 1, 404: 49 });
  });

  test('a feature is not deleted while a setting that uses it is being declared', async () => {
    for (let round = 0; round < 10; round++) {
      const feature = await app.given.feature();
      const setting = { name: uniqueName('setting'), type: 'int', default_value: 1, configurable_features: [feature] };

      const [declared, deleted] = await Promise.all([app.heksher.declare(setting), app.heksher.deleteFeature(feature)]);

      expect([
        [200, 409],
        [404, 204],
      ]).toContainEqual([declared.status, deleted.status]);
    }
  });
});

describe('the change log', () => {
  test('the change log says who added, moved and deleted a feature, with the list before and after', async () => {
    const [other = ''] = await app.given.features(uniqueName('feature'));
    const before = await list();
    const name = uniqueName('feature');
    const since = await lastSeq();

    await app.heksher.send('POST', PATH, { context_feature: name }, { 'X-Forwarded-Email': 'ann@example.com' });
    const moved = { to_before: other };
    await app.heksher.send('PATCH', `${PATH}/${name}/index`, moved, { 'X-Forwarded-User': 'bob' });
    await app.heksher.deleteFeature(name);

    const added = [...before, name];
    const reordered = [...before.slice(0, -1), name, other];
    expect(await changesSince(since)).toEqual([
      { action: 'context_feature.added', actor: 'ann@example.com', settings: null, before, after: added },
      { action: 'context_feature.moved', actor: 'bob', settings: null, before: added, after: reordered },
      { action: 'context_feature.deleted', actor: null, settings: null, before: reordered, after: before },
    ]);
  });

  test('requests for features that are refused or change nothing are not logged', async () => {
    const [first = '', second = ''] = await app.given.features(uniqueName('feature'), uniqueName('feature'));
    await app.given.setting({ configurable_features: [first] });
    const since = await lastSeq();

    const answers = [
      await app.heksher.addFeature(first),
      await app.heksher.addFeature('bad name'),
      await app.heksher.deleteFeature('nobody'),
      await app.heksher.deleteFeature(first),
      await app.heksher.moveFeature(first, { to_after: 'nobody' }),
      await app.heksher.moveFeature(first, { to_before: second }),
      await app.heksher.moveFeature(second, { to_after: first }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([409, 422, 404, 409, 404, 204, 204]);
    expect(await changesSince(since)).toEqual([]);
  });
});

test('a feature that another program writes is listed at once, and is an external change', async () => {
  const name = uniqueName('feature');
  const since = await lastSeq();

  await app.database.sql('insert into context_features (name, index) select $1, max(index) + 1 from context_features', [
    name,
  ]);

  expect((await list()).at(-1)).toBe(name);
  expect(await changesSince(since)).toEqual([
    { action: 'external', actor: null, settings: null, before: null, after: null },
  ]);
});

function count(answers: Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function indices(): Promise<number[]> {
  const rows = await app.database.sql<{ index: number }>('select index from context_features order by index');
  return rows.map(({ index }) => index);
}

async function lastSeq(): Promise<string> {
  const [head] = await app.database.sql<{ seq: string }>('select seq from revision_head');
  return head?.seq ?? '';
}

async function changesSince(seq: string): Promise<unknown[]> {
  return app.database.sql('select action, actor, settings, before, after from changes where seq > $1 order by seq', [
    seq,
  ]);
}
