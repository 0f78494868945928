import { expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';

const app = useApp();
const { heksher } = app;

async function sequence(): Promise<number> {
  return ((await heksher.get('/api/v1/revision')).body as { sequence: number }).sequence;
}

async function givenRule(value = 1) {
  const { name, configurable_features } = await app.given.setting();
  const [feature = ''] = configurable_features;
  const id = await app.given.rule({ setting: name, feature_values: { [feature]: 'jim' }, value });
  return { name, feature, id };
}

test('every reading route answers an earlier state as it answered it then', async () => {
  const { name, id, feature } = await givenRule(1);
  const paths = [
    '/api/v1/settings?include_additional_data=true',
    '/api/v1/settings',
    `/api/v1/settings/${name}`,
    `/api/v1/settings/${name}/rules`,
    `/api/v1/query?settings=${name}&include_metadata=true`,
    '/api/v1/query',
    `/api/v1/evaluate?settings=${name}&context=${feature}:jim&explain=true`,
  ];
  const then = await Promise.all(paths.map((path) => heksher.get(path)));
  const at = await sequence();
  await heksher.setRuleValue(id, 2);
  await heksher.setType(name, { type: 'float', version: '2.0' });
  await heksher.rename(name, { name: uniqueName('renamed'), version: '2.0' });
  await app.given.setting();
  await heksher.deleteSetting(name);

  for (const [index, path] of paths.entries()) {
    const answer = await heksher.get(`${path}${path.includes('?') ? '&' : '?'}as_of=${at}`);
    expect({ path, text: answer.text }).toEqual({ path, text: then[index]?.text });
    expect(answer.headers.get('heksher-sequence')).toBe(String(at));
    expect(answer.headers.get('etag')).toBe(then[index]?.headers.get('etag'));
  }
  const body = { context: { [feature]: 'jim' }, settings: [name] };
  expect((await heksher.post('/api/v1/evaluate', { ...body, as_of: at })).body).toEqual({
    settings: { [name]: expect.objectContaining({ value: 1 }) },
  });
  expect((await heksher.post('/api/v1/evaluate', body)).status).toBe(404);
});

test('a setting is found by the names of that time only', async () => {
  const { name } = await app.given.setting();
  const renamed = uniqueName('renamed');
  const at = await sequence();
  await heksher.rename(name, { name: renamed, version: '1.0' });

  const old = await heksher.get(`/api/v1/settings/${name}?as_of=${at}`);
  const unknown = await heksher.get(`/api/v1/settings/${renamed}?as_of=${at}`);
  const now = await heksher.get(`/api/v1/settings/${renamed}?as_of=${at + 1}`);

  expect(old.body).toMatchObject({ name, aliases: [] });
  expect(unknown.status).toBe(404);
  expect(now.body).toMatchObject({ name: renamed, aliases: [name] });
});

test('a name that has gone from one setting to another leads to the one that had it', async () => {
  const one = await app.given.setting({ default_value: 1 });
  const other = await app.given.setting({ default_value: 2 });
  const alias = uniqueName('alias');
  await heksher.addAlias(one.name, alias);
  const at = await sequence();
  await heksher.removeAlias(one.name, alias);
  await heksher.addAlias(other.name, alias);

  const then = await heksher.get(`/api/v1/settings/${alias}?as_of=${at}`);

  expect(then.body).toMatchObject({ name: one.name, default_value: 1 });
  expect((await heksher.setting(alias)).body).toMatchObject({ name: other.name });
});

test('a time means the last change until then, to the millisecond', async () => {
  const { name, id } = await givenRule(1);
  const at = await sequence();
  await heksher.setRuleValue(id, 2);
  await app.database.sql(
    `update changes set at = timestamptz '2020-01-01 00:00:00.123456Z' + (seq - $1) * interval '1 second'`,
    [at],
  );
  const value = async (time: string) => {
    const answer = await heksher.get(`/api/v1/query?settings=${name}&as_of=${time}`);
    const { settings } = answer.body as { settings: Record<string, { rules: { value: number }[] }> };
    return [answer.headers.get('heksher-sequence'), settings[name]?.rules[0]?.value];
  };

  expect(await value('2020-01-01T00:00:00.123Z')).toEqual([String(at), 1]);
  expect(await value('2020-01-01T01:00:01.122+01:00')).toEqual([String(at), 1]);
  expect(await value('2020-01-01T01:00:01.123%2B01:00')).toEqual([String(at + 1), 2]);
  expect(await value('2999-01-01T00:00:00Z')).toEqual([String(at + 1), 2]);
});

test('a state that the log does not lead back to is gone, and the oldest one is named', async () => {
  const { name, id } = await givenRule(1);
  const at = await sequence();
  await heksher.setRuleValue(id, 2);
  await heksher.setRuleValue(id, 3);
  await app.database.sql('delete from changes where seq <= $1', [at]);

  const gone = await heksher.get(`/api/v1/settings/${name}?as_of=${at - 1}`);
  const oldest = await heksher.get(`/api/v1/query?settings=${name}&as_of=${at}`);

  expect(gone.status).toBe(410);
  expect(gone.body).toMatchObject({ oldest: at });
  expect(oldest.status).toBe(200);
  expect(oldest.text).toContain('"value":1');
  expect((await heksher.get(`/api/v1/settings/${name}?as_of=2001-01-01T00:00:00Z`)).status).toBe(410);
});

test('an earlier state is not found once it was asked for before it was made', async () => {
  const { name, id } = await givenRule(1);
  const next = (await sequence()) + 1;
  const path = `/api/v1/settings/${name}/rules?as_of=${next}`;

  const early = await heksher.get(path);
  await heksher.setRuleValue(id, 2);

  expect(early.status).toBe(404);
  expect((await heksher.get(path)).status).toBe(200);
});

test.each(['x', '', '-1', '1.5', '2026-02-30T00:00:00Z', '2026-01-01', '99999999999999999999'])(
  'as_of is a sequence or a time, not "%s"',
  async (text) => {
    const answers = [
      await heksher.get(`/api/v1/settings?as_of=${text}`),
      await heksher.post('/api/v1/evaluate', { context: {}, as_of: text }),
    ];

    for (const { status, body } of answers) {
      expect(status).toBe(422);
      expect(body).toMatchObject({ detail: expect.stringMatching(/^a point in time is a sequence of the log/) });
    }
  },
);
