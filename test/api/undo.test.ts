import { expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();
const { heksher } = app;

/** The sequence of the latest change. */
async function sequence(): Promise<number> {
  return ((await heksher.get('/api/v1/revision')).body as { sequence: number }).sequence;
}

const undo = (change: number, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  heksher.send('POST', `/api/v1/changes/${change}/undo`, body, headers);

async function givenRule(value = 1) {
  const { name, configurable_features } = await app.given.setting();
  const [feature = ''] = configurable_features;
  const id = await app.given.rule({ setting: name, feature_values: { [feature]: 'jim' }, value });
  return { name, feature, id };
}

test('the undo of a change of a value gives the value before, as a change of its own', async () => {
  const { id, name } = await givenRule(1);
  await heksher.setRuleValue(id, 2);
  const change = await sequence();

  const answer = await undo(change, { note: 'a mistake' });

  expect(answer.status).toBe(200);
  const rule = { rule_id: id, setting: name, feature_values: expect.anything(), metadata: {} };
  expect(answer.body).toEqual({
    sequence: change + 1,
    items: [
      {
        n: 0,
        action: 'rule.value_changed',
        setting: name,
        rule_id: id,
        before: { ...rule, value: 2 },
        after: { ...rule, value: 1 },
      },
    ],
    total: 1,
  });
  expect(answer.headers.get('heksher-sequence')).toBe(String(change + 1));
  expect((await heksher.rule(id)).body).toMatchObject({ value: 1 });
  const [logged] = await app.database.sql<Record<string, unknown>>(
    'select action, origin, note, undoes from changes order by seq desc limit 1',
  );
  expect(logged).toEqual({ action: 'change.undone', origin: 'undo', note: 'a mistake', undoes: String(change) });
});

test('the undo of an undo is a redo', async () => {
  const { id } = await givenRule(1);
  await heksher.setRuleValue(id, 2);
  await undo(await sequence());

  const answer = await undo(await sequence());

  expect(answer.status).toBe(200);
  expect((await heksher.rule(id)).body).toMatchObject({ value: 2 });
});

test('a change that is undone already changes nothing', async () => {
  const { id } = await givenRule(1);
  await heksher.setRuleValue(id, 2);
  const change = await sequence();
  await heksher.setRuleValue(id, 1);

  const answer = await undo(change);

  expect(answer.body).toEqual({ sequence: null, items: [], total: 0 });
  expect(await sequence()).toBe(change + 1);
});

test('an undo with dry_run says what would happen and changes nothing', async () => {
  const { id } = await givenRule(1);
  await heksher.setRuleValue(id, 2);
  const change = await sequence();

  const answers = [
    await undo(change, { dry_run: true }),
    await heksher.post(`/api/v1/changes/${change}/undo?dry_run=true`, {}),
  ];

  for (const { status, body } of answers) {
    expect(status).toBe(200);
    expect(body).toMatchObject({ dry_run: true, sequence: change, total: 1 });
  }
  expect((await heksher.rule(id)).body).toMatchObject({ value: 2 });
});

test('what has changed again since is a conflict that names the changes in the way', async () => {
  const { id, name } = await givenRule(1);
  await heksher.setRuleValue(id, 2);
  const change = await sequence();
  await heksher.setRuleValue(id, 3);

  const answer = await undo(change);

  expect(answer.status).toBe(409);
  expect(answer.body).toMatchObject({
    detail: `the change cannot be undone: value of rule ${id} of setting ${name} has changed since`,
    conflicts: [
      {
        setting: name,
        rule_id: id,
        attribute: 'value',
        expected: 2,
        actual: 3,
        changed_by: [change + 1],
        reason: 'has changed since',
      },
    ],
  });
});

test('attributes that have not changed again are no conflict', async () => {
  const { id } = await givenRule(1);
  await heksher.setRuleValue(id, 2);
  const change = await sequence();
  await heksher.put(`/api/v1/rules/${id}/metadata/by`, { value: 'ann' });

  expect((await undo(change)).status).toBe(200);

  expect((await heksher.rule(id)).body).toMatchObject({ value: 1, metadata: { by: 'ann' } });
});

test('a deleted rule comes back with its id', async () => {
  const { id, feature } = await givenRule(5);
  await heksher.put(`/api/v1/rules/${id}/metadata/by`, { value: 'ann' });
  await heksher.deleteRule(id);

  expect((await undo(await sequence())).status).toBe(200);

  expect((await heksher.rule(id)).body).toMatchObject({
    value: 5,
    feature_values: [[feature, 'jim']],
    metadata: { by: 'ann' },
  });
});

test('a deleted rule does not come back beside one with its conditions', async () => {
  const { id, feature, name } = await givenRule(5);
  await heksher.deleteRule(id);
  const change = await sequence();
  const other = await app.given.rule({ setting: name, feature_values: { [feature]: 'jim' }, value: 6 });

  const answer = await undo(change);

  expect(answer.status).toBe(409);
  expect(answer.body).toMatchObject({
    conflicts: [
      {
        setting: name,
        rule_id: id,
        attribute: 'feature_values',
        changed_by: [change + 1],
        reason: `are those of rule ${other}`,
      },
    ],
  });
});

test('a deleted setting comes back with its rules, aliases and metadata', async () => {
  const { id, name } = await givenRule(5);
  const alias = uniqueName('alias');
  await heksher.addAlias(name, alias);
  await heksher.put(`/api/v1/settings/${name}/metadata/unit`, { value: 'MiB', version: '1.1' });
  const before = (await heksher.setting(name)).text;
  await heksher.deleteSetting(name);

  expect((await undo(await sequence())).status).toBe(200);

  expect((await heksher.setting(alias)).text).toBe(before);
  expect((await heksher.rule(id)).body).toMatchObject({ value: 5, setting: name });
});

test('a new setting goes only if nobody has used it since', async () => {
  const { name, configurable_features } = await app.given.setting();
  const change = await sequence();
  const [feature = ''] = configurable_features;
  const id = await app.given.rule({ setting: name, feature_values: { [feature]: 'jim' }, value: 1 });

  const refused = await undo(change);
  await heksher.deleteRule(id);
  const done = await undo(change);

  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({
    conflicts: [{ setting: name, attribute: 'rules', expected: [], actual: [id], changed_by: [change + 1] }],
  });
  expect(done.status).toBe(200);
  expect((await heksher.setting(name)).status).toBe(404);
});

test('a rename is taken back, but the name that the setting had stays as an alias', async () => {
  const { name } = await app.given.setting();
  const renamed = uniqueName('renamed');
  await heksher.rename(name, { name: renamed, version: '1.0' });

  expect((await undo(await sequence())).status).toBe(200);

  expect((await heksher.setting(renamed)).body).toMatchObject({ name, aliases: [renamed] });
});

test('a type does not come back if a value is not of it any more', async () => {
  const { id, name, feature } = await givenRule(1);
  await heksher.setType(name, { type: 'float', version: '2.0' });
  const change = await sequence();
  await heksher.setRuleValue(id, 1.5);
  const other = await app.given.rule({ setting: name, feature_values: { [feature]: 'ann' }, value: 2 });

  const answer = await undo(change);

  expect(answer.status).toBe(409);
  expect(answer.body).toMatchObject({
    conflicts: [{ setting: name, rule_id: id, attribute: 'value', actual: 1.5, reason: 'is not of the type int' }],
  });
  expect((await heksher.rule(other)).body).toMatchObject({ value: 2 });
});

test('a context feature that was added goes, unless a setting is configurable by it', async () => {
  const feature = uniqueName('feature');
  await heksher.addFeature(feature);
  const change = await sequence();
  const { name } = await app.given.setting({ configurable_features: [feature] });

  const refused = await undo(change);
  await heksher.deleteSetting(name);
  const done = await undo(change);

  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({
    conflicts: [{ setting: null, attribute: 'context_features', actual: [feature] }],
  });
  expect(done.status).toBe(200);
  expect((await heksher.feature(feature)).status).toBe(404);
});

test('a write of another program is undone as well', async () => {
  const { id, name } = await givenRule(1);
  await app.database.sql(`update rules set value = '7' where id = $1`, [id]);
  const change = await sequence();

  const answer = await undo(change);

  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ items: [{ action: 'rule.value_changed', setting: name, rule_id: id }] });
  expect((await heksher.rule(id)).body).toMatchObject({ value: 1 });
});

test('an undo that is sent again with its idempotency key gets the same answer', async () => {
  const { id } = await givenRule(1);
  await heksher.setRuleValue(id, 2);
  const change = await sequence();
  const headers = { 'Idempotency-Key': uniqueName('key') };

  const first = await undo(change, undefined, headers);
  await heksher.setRuleValue(id, 2);
  const again = await undo(change, undefined, headers);

  expect(first.status).toBe(200);
  expect(again.text).toBe(first.text);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect((await heksher.rule(id)).body).toMatchObject({ value: 2 });
});

test('only a change of the log can be undone', async () => {
  const next = (await sequence()) + 1;
  const refusals: [string, number, string][] = [
    [String(next), 404, `the change log has no change ${next} yet: the newest is ${next - 1}`],
    ['0', 422, 'a sequence is a positive integer, not "0"'],
    ['x', 422, 'a sequence is a positive integer, not "x"'],
    ['99999999999999999999', 422, 'a sequence is a positive integer, not "99999999999999999999"'],
  ];
  for (const [change, status, detail] of refusals) {
    const answer = await heksher.post(`/api/v1/changes/${change}/undo`, {});
    expect({ status: answer.status, detail: (answer.body as { detail: string }).detail }).toEqual({ status, detail });
  }
});

test('a change cannot be undone if the log lacks its content', async () => {
  const { id } = await givenRule(1);
  await app.database.sql(`update rules set value = '7' where id = $1`, [id]);
  const change = await sequence();
  await app.database.sql('update changes set items = null where seq = $1', [change]);

  const answers = [await undo(change), await undo(change - 1)];

  expect(answers.map(({ status }) => status)).toEqual([410, 410]);
  for (const { body } of answers) expect(body).toMatchObject({ oldest: change });
});

test.each([
  ['{"note": 7}', 'note must be a string'],
  ['{"note": "\\u0000"}', 'a note cannot hold the character U+0000'],
  [`{"note": "${'x'.repeat(1001)}"}`, 'a note has at most 1000 characters, not 1001'],
  ['{"dry_run": "yes"}', 'dry_run must be true or false'],
  ['[]', 'the body must be a JSON object'],
])('the body of an undo is checked: %.20s', async (body, detail) => {
  const answer = await undo(1, body);

  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ detail });
});
