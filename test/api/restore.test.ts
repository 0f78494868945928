import { expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';

const app = useApp();
const { heksher } = app;

async function sequence(): Promise<number> {
  return ((await heksher.get('/api/v1/revision')).body as { sequence: number }).sequence;
}

const restore = (body: unknown) => heksher.post('/api/v1/restore', body);

async function givenRule(value = 1) {
  const { name, configurable_features } = await app.given.setting();
  const [feature = ''] = configurable_features;
  const id = await app.given.rule({ setting: name, feature_values: { [feature]: 'jim' }, value });
  return { name, feature, id };
}

test('a restore says what it would do, and does it only if dry_run is false', async () => {
  const { id, name } = await givenRule(1);
  const to = await sequence();
  await heksher.setRuleValue(id, 2);

  const preview = await restore({ to, settings: [name] });
  const between = (await heksher.rule(id)).body;
  const done = await restore({ to, settings: [name], dry_run: false, note: 'back' });

  expect(preview.body).toMatchObject({ dry_run: true, sequence: to + 1, total: 1 });
  expect(between).toMatchObject({ value: 2 });
  expect(done.body).toMatchObject({ sequence: to + 2, items: [{ action: 'rule.value_changed', rule_id: id }] });
  expect((await heksher.rule(id)).body).toMatchObject({ value: 1 });
  const [logged] = await app.database.sql('select action, origin, note from changes order by seq desc limit 1');
  expect(logged).toEqual({ action: 'state.restored', origin: 'restore', note: 'back' });
});

test('a restore deletes what is new since, and brings back what is gone, with its ids', async () => {
  const { id, name, feature } = await givenRule(1);
  const to = await sequence();
  await heksher.deleteRule(id);
  const other = await app.given.rule({ setting: name, feature_values: { [feature]: 'jim' }, value: 2 });

  const answer = await restore({ to, settings: [name], dry_run: false });

  expect(answer.status).toBe(200);
  expect((await heksher.rule(id)).body).toMatchObject({ value: 1 });
  expect((await heksher.rule(other)).status).toBe(404);
});

test('a restore touches only the settings that it names, by the names of then or now', async () => {
  const one = await givenRule(1);
  const other = await givenRule(1);
  const renamed = uniqueName('renamed');
  const to = await sequence();
  for (const { id } of [one, other]) await heksher.setRuleValue(id, 2);
  await heksher.rename(one.name, { name: renamed, version: '1.0' });
  await heksher.removeAlias(renamed, one.name);

  const byOld = await restore({ to, settings: [one.name] });
  const byNew = await restore({ to, settings: [renamed], dry_run: false });

  expect(byOld.body).toMatchObject({ total: 2 });
  expect(byNew.body).toMatchObject({ total: 2 });
  expect((await heksher.setting(one.name)).body).toMatchObject({ name: one.name, aliases: [renamed] });
  expect((await heksher.rule(one.id)).body).toMatchObject({ value: 1 });
  expect((await heksher.rule(other.id)).body).toMatchObject({ value: 2 });
});

test('a restore by prefix deletes settings with that prefix that did not exist', async () => {
  const prefix = uniqueName('prefix');
  const to = await sequence();
  const { name } = await app.given.setting({ name: `${prefix}.a` });

  const answer = await restore({ to, prefix, dry_run: false });

  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ total: 1, items: [{ action: 'setting.deleted', setting: name }] });
  expect((await heksher.setting(name)).status).toBe(404);
});

test('a restore to a time gives the state of the last change until then', async () => {
  const { id, name } = await givenRule(1);
  const to = await sequence();
  const page = await heksher.get(`/api/v1/changes?since=${to - 1}&limit=1`);
  const [{ at }] = (page.body as { changes: [{ at: string }] }).changes;
  await app.database.sql(`update changes set at = at + interval '1 second' where seq > $1`, [to]);
  await heksher.setRuleValue(id, 2);
  await app.database.sql(`update changes set at = at + interval '1 second' where seq > $1`, [to]);

  const answer = await restore({ to: at, settings: [name], dry_run: false });

  expect(answer.status).toBe(200);
  expect((await heksher.rule(id)).body).toMatchObject({ value: 1 });
});

test('a deleted context feature is in the way of a setting that needs it, unless it is restored, too', async () => {
  const { name, configurable_features } = await app.given.setting();
  const [feature = ''] = configurable_features;
  const to = await sequence();
  await heksher.deleteSetting(name);
  await heksher.deleteFeature(feature);

  const refused = await restore({ to, settings: [name], dry_run: false });
  const done = await restore({ to, settings: [name], with_context_features: true, dry_run: false });

  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({
    conflicts: [{ setting: name, attribute: 'configurable_features', changed_by: [to + 1, to + 2] }],
  });
  expect(done.status).toBe(200);
  expect((await heksher.setting(name)).body).toMatchObject({ configurable_features: [feature] });
});

test.each([
  [{}, 422, /^a point in time is a sequence/],
  [{ to: 'yesterday' }, 422, /not "yesterday"$/],
  [{ to: 1.5 }, 422, /not "1.5"$/],
  [{ to: 1, settings: 'a' }, 422, /^settings must be an array/],
  [{ to: 1, settings: ['\u0000'] }, 422, /is not a setting name or alias/],
  [{ to: 1, prefix: 1 }, 422, /^prefix must be a string$/],
  [{ to: 1, with_context_features: 'x' }, 422, /^with_context_features must be true or false$/],
  [{ to: 1, settings: ['no_such_setting'] }, 404, /^no setting is called "no_such_setting"$/],
  [{ to: 999_999 }, 404, /^the change log has no change 999999 yet/],
])('the body of a restore is checked: %j', async (body, status, detail) => {
  await app.given.feature();
  const answer = await restore(body);

  expect(answer.status).toBe(status);
  expect((answer.body as { detail: string }).detail).toMatch(detail);
});
