import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();
const { heksher, given } = app;

type Body = Record<string, unknown>;
const apply = (operations: Body[], more: Body = {}, headers: Record<string, string> = {}): Promise<Answer> =>
  heksher.send('POST', '/api/v1/change_sets', { operations, ...more }, headers);

async function givenSetting(): Promise<{ name: string; user: string; theme: string }> {
  const [user = '', theme = ''] = await given.features(uniqueName('user'), uniqueName('theme'));
  const { name } = await given.setting({ configurable_features: [user, theme] });
  return { name, user, theme };
}

async function sequence(): Promise<number> {
  return ((await heksher.get('/api/v1/revision')).body as { sequence: number }).sequence;
}

const set = (setting: string, feature_values: Body, value: unknown): Body => ({
  op: 'rule.set',
  setting,
  feature_values,
  value,
});

describe('a dry run', () => {
  test('it answers as the real run does, with the sequence of the state and without ids of new rules', async () => {
    const { name, user } = await givenSetting();
    const id = await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 1 });
    const before = await sequence();
    const operations = [set(name, { [user]: 'jim' }, 2), set(name, { [user]: 'ann' }, 3)];

    const dry = await apply(operations, { dry_run: true, impact: true });
    const after = await sequence();
    const real = await apply(operations, { impact: true });

    expect(dry.status).toBe(200);
    expect(dry.body).toEqual({
      dry_run: true,
      sequence: before,
      results: [{ outcome: 'changed', rule_id: id }, { outcome: 'created' }],
      warnings: [],
      impact: [
        {
          setting: name,
          context: { [user]: 'jim' },
          before: { value: 1, rule_id: id },
          after: { value: 2, rule_id: id },
        },
        { setting: name, context: { [user]: 'ann' }, before: { value: 0, rule_id: null }, after: { value: 3 } },
      ],
    });
    expect(after).toBe(before);
    const added = (real.body as { results: { rule_id: number }[] }).results[1]?.rule_id;
    expect(real.body).toMatchObject({
      sequence: before + 1,
      results: [
        { outcome: 'changed', rule_id: id },
        { outcome: 'created', rule_id: added },
      ],
      impact: [{}, { after: { value: 3, rule_id: added } }],
    });
  });

  test('it may be asked for by the URL, and refuses what the real run refuses', async () => {
    const { name } = await givenSetting();
    const body = { operations: [set(name, {}, 1)] };

    const dry = await heksher.post('/api/v1/change_sets?dry_run=true', body);
    const refused = await apply([set(name, {}, 'x')], { dry_run: true });

    expect(dry.body).toMatchObject({ dry_run: true, results: [{ outcome: 'created' }] });
    expect(refused.status).toBe(400);
    expect((await heksher.get(`/api/v1/settings/${name}/rules`)).body).toMatchObject({ rules: [] });
  });

  test('an outdated declaration is a warning', async () => {
    const { name, user, theme } = await givenSetting();
    const features = { configurable_features: [user, theme] };
    await apply([{ op: 'setting.change', setting: name, default_value: 5 }]);

    const answer = await apply([{ op: 'setting.declare', name, type: 'int', default_value: 0, ...features }]);

    expect(answer.body).toMatchObject({
      sequence: null,
      results: [{ outcome: 'unchanged', declaration: { outcome: 'outdated', latest_version: '1.1' } }],
      warnings: [`operation 0: the declaration of ${name} is outdated and changes nothing`],
    });
  });
});

describe('the impact', () => {
  test('it has every difference that evaluating each context before and after shows, and no other', async () => {
    const { name, user, theme } = await givenSetting();
    const values = [undefined, 'a', 'b', 'c'];
    const contexts = values.flatMap((one) => values.map((other) => contextOf({ [user]: one, [theme]: other })));
    await given.rule({ setting: name, feature_values: { [user]: 'a' }, value: 1 });
    await given.rule({ setting: name, feature_values: { [theme]: 'a' }, value: 2 });
    await given.rule({ setting: name, feature_values: { [theme]: 'b' }, value: 3 });
    const before = await evaluateAll(name, contexts);

    const answer = await apply(
      [
        set(name, { [user]: 'a', [theme]: 'a' }, 4),
        set(name, {}, 5),
        { op: 'rule.delete', setting: name, feature_values: { [theme]: 'b' } },
        { op: 'context_feature.move', context_feature: user, to_after: theme },
      ],
      { impact: true },
    );

    const after = await evaluateAll(name, contexts);
    const expected = contexts
      .map((_, at) => JSON.stringify([before[at], after[at]]))
      .filter((_, at) => JSON.stringify(before[at]) !== JSON.stringify(after[at]));
    const { impact } = answer.body as { impact: { setting: string; context: Body; before: Body; after: Body }[] };
    const found = impact.filter(({ setting }) => setting === name);
    expect(new Set(found.map((one) => JSON.stringify([one.before, one.after])))).toEqual(new Set(expected));
    expect(answer.body).not.toHaveProperty('impact_truncated');
  });

  test('the order of features has an impact on settings that the set does not name', async () => {
    const { name, user, theme } = await givenSetting();
    await given.rule({ setting: name, feature_values: { [user]: 'a' }, value: 1 });
    await given.rule({ setting: name, feature_values: { [theme]: 'b' }, value: 2 });
    const move = { op: 'context_feature.move', context_feature: user, to_after: theme };

    const { body } = await apply([move], { dry_run: true, impact: true });

    expect(body).toMatchObject({
      impact: [{ setting: name, context: { [user]: 'a', [theme]: 'b' }, before: { value: 2 }, after: { value: 1 } }],
    });
  });

  test('more than 1,000 entries are cut off', async () => {
    const { name, user } = await givenSetting();
    const operations = Array.from({ length: 1001 }, (_, n) => set(name, { [user]: `u${n}` }, n + 1));

    const { body } = await apply(operations, { impact: true });

    expect((body as { impact: unknown[] }).impact).toHaveLength(1000);
    expect(body).toMatchObject({ impact_truncated: true });
  });

  function contextOf(values: Record<string, string | undefined>): string {
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    return given.map(([feature, value]) => `${feature}:${value}`).join(',');
  }

  async function evaluateAll(name: string, contexts: readonly string[]): Promise<unknown[]> {
    const answers = contexts.map((context) => heksher.get(`/api/v1/evaluate?settings=${name}&context=${context}`));
    return (await Promise.all(answers)).map(({ body }) => {
      const { value, rule_id } = (body as { settings: Record<string, Body> }).settings[name] ?? {};
      return { value, rule_id: rule_id ?? null };
    });
  }
});

describe('based_on', () => {
  test('a change of the same setting since then is a conflict, by whatever name; others are none', async () => {
    const { name, user } = await givenSetting();
    const other = await givenSetting();
    await heksher.addAlias(name, `${name}-alias`);
    const seen = await sequence();
    await given.rule({ setting: other.name, feature_values: { [other.user]: 'jim' }, value: 1 });

    const first = await apply([set(`${name}-alias`, { [user]: 'jim' }, 1)], { based_on: seen });
    const second = await apply([set(name, { [user]: 'ann' }, 1)], { based_on: seen });
    const third = await apply([set(`${name}-alias`, { [user]: 'ann' }, 1)], { based_on: seen });

    expect(first.status).toBe(200);
    expect([second.status, third.status]).toEqual([412, 412]);
    expect(second.body).toMatchObject({
      detail: `what this change set touches has changed since ${seen}`,
      errors: [{ pointer: '/based_on' }],
      changes: [{ sequence: seen + 2, action: 'change_set.applied' }],
    });
  });

  test('a change of the setting of a rule is a conflict for an operation on the rule', async () => {
    const { name, user } = await givenSetting();
    const id = await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 1 });
    const seen = await sequence();
    await heksher.setRuleValue(id, 2);

    expect((await apply([{ op: 'rule.delete', rule_id: id }], { based_on: seen })).status).toBe(412);
    expect((await apply([{ op: 'rule.delete', rule_id: id }], { based_on: seen + 1 })).status).toBe(200);
  });

  test('a change that may be of any setting is a conflict', async () => {
    const { name } = await givenSetting();
    const seen = await sequence();
    await given.feature();

    expect((await apply([set(name, {}, 1)], { based_on: seen })).status).toBe(412);
  });

  test('a sequence that the log does not have is refused, in a dry run as well', async () => {
    const { name } = await givenSetting();
    const unknown = (await sequence()) + 1;

    for (const dry_run of [true, false]) {
      const answer = await apply([set(name, {}, 1)], { based_on: unknown, dry_run });

      expect(answer.status).toBe(412);
      expect(answer.body).toMatchObject({ detail: `the change log has no change ${unknown}`, changes: [] });
    }
    expect((await apply([set(name, {}, 1)], { based_on: Number.MAX_SAFE_INTEGER })).status).toBe(412);
  });

  test('of two sets that are based on the same state and touch the same setting, one is applied', async () => {
    const { name, user } = await givenSetting();
    const based_on = await sequence();

    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((value) => apply([set(name, { [user]: value }, 1)], { based_on })),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });
});

describe('two sets at once', () => {
  test('each is judged on what the other has made', async () => {
    const { name, user } = await givenSetting();
    const create = { op: 'rule.create', setting: name, feature_values: { [user]: 'jim' }, value: 1 };

    const answers = await Promise.all([1, 2, 3, 4].map(() => apply([create])));

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });

  test('the same request with an idempotency key is carried out once, and answered alike', async () => {
    const { name, user } = await givenSetting();
    const headers = { 'Idempotency-Key': uniqueName('key') };
    const before = await sequence();
    const operations = [{ op: 'rule.create', setting: name, feature_values: { [user]: 'jim' }, value: 1 }];

    const answers = await Promise.all([1, 2, 3].map(() => apply(operations, {}, headers)));
    const other = await apply([...operations, ...operations], {}, headers);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.map((one) => one.headers.get('idempotency-replayed')).sort()).toEqual([null, 'true', 'true']);
    expect(other.status).toBe(422);
    expect(await sequence()).toBe(before + 1);
  });

  test('a set with a basis that is sent again after its answer was lost is answered as before', async () => {
    const { name, user } = await givenSetting();
    const headers = { 'Idempotency-Key': uniqueName('key') };
    const body = { based_on: await sequence() };
    const operations = [{ op: 'rule.create', setting: name, feature_values: { [user]: 'jim' }, value: 1 }];

    const first = await apply(operations, body, headers);
    const again = await apply(operations, body, headers);

    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.text).toBe(first.text);
  });
});
