import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { appendChange } from '../support/appended-change.js';
import { uniqueName } from '../support/given.js';

const app = useApp();
const { heksher, given } = app;

const PATH = '/api/v1/changes';

interface Change {
  sequence: number;
  at: string;
  action: string;
}

async function page(query: Record<string, string | number>): Promise<{ changes: Change[]; next: number | null }> {
  const parameters = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  const { status, body, text } = await heksher.get(`${PATH}?${new URLSearchParams(parameters)}`);
  if (status !== 200) throw new Error(text);
  return body as { changes: Change[]; next: number | null };
}

async function head(): Promise<number> {
  return ((await heksher.get('/api/v1/revision')).body as { sequence: number }).sequence;
}

const addFeature = (actor: string) =>
  heksher.send(
    'POST',
    '/api/v1/context_features',
    { context_feature: uniqueName('feature') },
    { 'X-Forwarded-User': actor },
  );

describe('a page of the change log', () => {
  test('the newest changes come first if asked for, and next leads on as before', async () => {
    for (let count = 0; count < 5; count++) await given.feature();
    const last = await head();

    const first = await page({ order: 'desc', limit: 2 });
    const second = await page({ order: 'desc', limit: 2, before: first.next ?? 0 });
    const rest = await page({ order: 'desc', limit: 2, before: last - 3, since: last - 5 });

    const sequences = [first, second, rest].map(({ changes }) => changes.map(({ sequence }) => last - sequence));
    expect(sequences).toEqual([[0, 1], [2, 3], [4]]);
    expect([first.next, rest.next]).toEqual([last - 1, null]);
  });

  test('changes are found by their actor', async () => {
    await addFeature('ann');
    await addFeature('bob');
    await addFeature('ann');
    const last = await head();

    const { changes, next } = await page({ actor: 'ann' });

    expect(changes.map(({ sequence }) => sequence)).toEqual([last - 2, last]);
    expect(next).toBeNull();
    expect(await page({ actor: 'an' })).toEqual({ changes: [], next: null });
  });

  test('changes are found by what they did', async () => {
    const { name } = await given.setting();
    const since = await head();
    await given.feature();
    await heksher.addAlias(name, uniqueName('alias'));

    const { changes } = await page({ action: 'setting.alias_added', since });

    expect(changes).toMatchObject([{ sequence: since + 2, action: 'setting.alias_added' }]);
  });

  test('changes are found by their time, in milliseconds and with any offset', async () => {
    await given.feature();
    await given.feature();
    const last = await head();
    const { changes: all } = await page({ since: last - 2 });
    const at = all[1]?.at ?? '';

    const from = await page({ from: at, since: last - 2 });
    const upTo = await page({ to: at.replace('Z', '+00:00'), since: last - 2 });
    const none = await page({ from: '9999-12-31T23:59:59-23:59' });
    const old = await page({ to: '0000-01-01T00:00:00Z', order: 'desc' });

    expect(from.changes).toContainEqual(all[1]);
    expect(from.changes.every((change) => change.at >= at)).toBe(true);
    expect(upTo.changes).toEqual(all);
    expect([none, old]).toEqual([
      { changes: [], next: null },
      { changes: [], next: null },
    ]);
  });

  test('the changes of a rule are found until after it is deleted', async () => {
    const feature = await given.feature();
    const { name } = await given.setting({ configurable_features: [feature] });
    const since = await head();
    const id = await given.rule({ setting: name, feature_values: { [feature]: 'a' }, value: 1 });
    await given.rule({ setting: name, feature_values: { [feature]: 'b' }, value: id });
    await heksher.setRuleValue(id, 2);
    const whileItIs = await page({ rule: id });
    await heksher.deleteRule(id);

    const afterwards = await page({ rule: id });
    const newest = await page({ rule: id, order: 'desc', limit: 1 });

    expect(whileItIs.changes.map(({ sequence }) => sequence - since)).toEqual([1, 3]);
    expect(afterwards.changes.map(({ action }) => action)).toEqual([
      'rule.created',
      'rule.value_changed',
      'rule.deleted',
    ]);
    expect(newest.changes).toMatchObject([{ action: 'rule.deleted' }]);
    expect(await page({ rule: '99999999999999999999' })).toEqual({ changes: [], next: null });
  });

  test('the last of repeated parameters counts', async () => {
    const answer = await heksher.get(`${PATH}?limit=x&limit=1&order=up&order=desc`);

    expect(answer.status).toBe(200);
  });
});

describe('a change', () => {
  test('a change is read by its sequence, with an entity tag', async () => {
    await given.feature();
    const sequence = await head();
    const { changes } = await page({ since: sequence - 1 });

    const answer = await heksher.get(`${PATH}/${sequence}`);

    expect(answer.body).toEqual(changes[0]);
    expect(answer.headers.get('etag')).toMatch(/^"/);
  });

  test('a change set says why, how, and how many entries it has, which are read in pages', async () => {
    const { name } = await given.setting();
    const items = Array.from({ length: 5 }, (_, n) => ({ n, action: 'rule.created', setting: name, rule_id: n + 1e6 }));
    const sequence = await appendChange(app.database, { items, settings: [name] });
    const path = `${PATH}/${sequence}/items`;

    const change = await heksher.get(`${PATH}/${sequence}`);
    const first = await heksher.get(`${path}?limit=2`);
    const second = await heksher.get(`${path}?after=2&limit=3`);
    const beyond = await heksher.get(`${path}?after=5`);
    const ofRule = await page({ rule: 1e6 + 4 });

    const origin = { note: 'because', origin: 'change_set', request_id: 'r-1', undoes: sequence - 1 };
    expect(change.body).toMatchObject({ sequence, items: 5, ...origin, before: null, after: null });
    expect(first.body).toEqual({ items: items.slice(0, 2), next: 2 });
    expect(second.body).toEqual({ items: items.slice(2), next: null });
    expect(beyond.body).toEqual({ items: [], next: null });
    expect(ofRule.changes).toMatchObject([{ sequence }]);
  });

  test('entries keep their digits and any text', async () => {
    const text = '[{"n":0,"after":{"value":1.50,"text":"a\\u0000b"}}]';
    const sequence = await appendChange(app.database, { items: [], settings: [] });
    await app.database.sql('update changes set items = $1 where seq = $2', [text, sequence]);

    const answer = await heksher.get(`${PATH}/${sequence}/items`);

    expect(answer.text).toBe(`{"items":${text},"next":null}`);
  });

  test('a page of entries ends after 4 MiB', async () => {
    const sequence = await appendChange(app.database, {
      items: Array.from({ length: 3 }, (_, n) => ({ n, after: 'x'.repeat(3_000_000) })),
      settings: [],
    });

    const answer = await heksher.get(`${PATH}/${sequence}/items`);

    expect(answer.body).toMatchObject({ items: [{ n: 0 }], next: 1 });
  });

  test('a change without entries has an empty list of them', async () => {
    await given.feature();

    const answer = await heksher.get(`${PATH}/${await head()}/items`);

    expect(answer.body).toEqual({ items: [], next: null });
  });

  test('a change that is not in the log is not found', async () => {
    const answers = await Promise.all(
      ['0', '9223372036854775807', '999999/items'].map((path) => heksher.get(`${PATH}/${path}`)),
    );

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(answers[0]?.body).toMatchObject({ detail: 'no change has the sequence 0' });
  });

  test.each(['x', '-1', '1.0', '9223372036854775808', '1/items?after=x', '1/items?after=-1', '1/items?limit=0'])(
    'a request for the change %s is invalid',
    async (path) => {
      expect((await heksher.get(`${PATH}/${path}`)).status).toBe(422);
    },
  );
});
