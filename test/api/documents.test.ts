import { beforeEach, describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();
const { heksher, given } = app;

type Body = Record<string, unknown>;
interface Setting extends Body {
  rules: { when: Record<string, string>; value: unknown; metadata?: Body }[];
}
interface Document extends Body {
  context_features: string[];
  settings: Record<string, Setting>;
}

const sequence = async () => ((await heksher.get('/api/v1/revision')).body as { sequence: number }).sequence;
const exported = (query: Record<string, string>, headers: Record<string, string> = {}) =>
  heksher.send('GET', `/api/v1/export?${new URLSearchParams(query)}`, undefined, headers);
const documentOf = async (query: Record<string, string>) => (await exported(query)).body as Document;
const plan = (document: unknown, options: Body = {}): Promise<Answer> =>
  heksher.send('POST', '/api/v1/plan', { document, ...options });
const apply = async (document: unknown, options: Body = {}): Promise<Answer> => {
  const { operations, based_on } = (await plan(document, options)).body as Body;
  return heksher.send('POST', '/api/v1/change_sets', { operations, based_on });
};

/** Two settings with a prefix of their own, the first one with rules. */
let prefix: string;
let size: string;
let user: string;
let theme: string;

beforeEach(async () => {
  prefix = `${uniqueName('shop')}.`;
  [user = '', theme = ''] = await given.features(uniqueName('user'), uniqueName('theme'));
  ({ name: size } = await given.setting({
    name: `${prefix}size`,
    type: 'float',
    default_value: 1.5,
    configurable_features: [user, theme],
    metadata: { owner: 'ann' },
  }));
  await given.setting({ name: `${prefix}color`, type: 'str', default_value: 'red', configurable_features: [user] });
  await given.rule({ setting: size, feature_values: { [user]: 'jim' }, value: 2 });
  await given.rule({
    setting: size,
    feature_values: { [theme]: 'dark', [user]: 'ann' },
    value: 3,
    metadata: { information: 'x' },
  });
  await given.rule({ setting: size, feature_values: { [user]: 'bob' }, value: 4 });
});

describe('an export', () => {
  test('it has settings by name, rules in descending priority, and the sequence of its state', async () => {
    const answer = await exported({ prefix });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('Heksher-Sequence')).toBe(String(await sequence()));
    const text = answer.text;
    const rules = (answer.body as Document).settings[size]?.rules;
    expect(rules).toEqual([
      { when: { [user]: 'ann', [theme]: 'dark' }, value: 3, metadata: { information: 'x' } },
      { when: { [user]: 'bob' }, value: 4, metadata: {} },
      { when: { [user]: 'jim' }, value: 2, metadata: {} },
    ]);
    expect(answer.body).toMatchObject({ format: 'heksher/v1', scope: { prefixes: [prefix] } });
    expect(Object.keys((answer.body as Document).settings)).toEqual([`${prefix}color`, size]);
    expect(text.indexOf('"context_features"')).toBeLessThan(text.indexOf('"settings"'));
  });

  test('numbers keep their digits', async () => {
    const digits = '1.00000000000000000000000001';
    await heksher.send(
      'POST',
      '/api/v1/change_sets',
      `{"operations":[{"op":"rule.set","setting":"${size}","feature_values":{},"value":${digits}}]}`,
    );

    const answer = await exported({ settings: size });

    expect(answer.text).toContain(`"value":${digits}`);
  });

  test('a client that has it gets a 304, until something changes', async () => {
    const etag = (await exported({ prefix })).headers.get('ETag') ?? '';
    expect((await exported({ prefix }, { 'If-None-Match': etag })).status).toBe(304);

    await given.rule({ setting: size, feature_values: { [user]: 'zoe' }, value: 9 });

    expect((await exported({ prefix }, { 'If-None-Match': etag })).status).toBe(200);
  });

  test('it may be of some settings, by an alias too, and of some parts', async () => {
    const alias = uniqueName('width');
    await heksher.addAlias(size, alias);

    const { settings, ...rest } = await documentOf({ settings: alias, include: 'aliases' });

    expect(rest).toEqual({ format: 'heksher/v1' });
    expect(settings).toEqual({
      [size]: {
        type: 'float',
        default_value: 1.5,
        configurable_features: [user, theme],
        version: '1.0',
        aliases: [alias],
      },
    });
  });

  test('it may be of an earlier state', async () => {
    const before = await exported({ prefix });
    const then = await sequence();
    await given.rule({ setting: size, feature_values: { [user]: 'zoe' }, value: 9 });
    await heksher.send('DELETE', `/api/v1/settings/${prefix}color`);

    const past = await exported({ prefix, as_of: String(then) });

    expect(past.text).toBe(before.text);
    expect(past.headers.get('Heksher-Sequence')).toBe(String(then));
  });

  test.each([
    [{ include: 'rule' }, 422, 'include has "rule"; the parts are rules, metadata, aliases, context_features'],
    [{ prefix: 'a', settings: 'b' }, 422, 'an export has settings by prefix or by settings, not by both'],
    [{ settings: 'no_such_setting' }, 404, 'no setting is called "no_such_setting"'],
    [{ as_of: 'yesterday' }, 422, 'a point in time is a sequence of the log'],
  ])('%j is refused', async (query, status, detail) => {
    const answer = await exported(query as Record<string, string>);

    expect([answer.status, (answer.body as { detail: string }).detail]).toEqual([
      status,
      expect.stringContaining(detail),
    ]);
  });
});

describe('a plan', () => {
  test('an unchanged document has nothing to do', async () => {
    const answer = await plan(await documentOf({ prefix }), { prune: true, prune_settings: true });

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      based_on: await sequence(),
      operations: [],
      changes: [],
      impact: [],
      impact_truncated: false,
      summary: { created: 0, changed: 0, deleted: 0, unchanged: 6 },
    });
  });

  test('it says what would change, for whom, and who changed that last; it writes nothing', async () => {
    await heksher.send(
      'POST',
      '/api/v1/change_sets',
      {
        operations: [{ op: 'rule.set', setting: size, feature_values: { [user]: 'jim' }, value: 5 }],
      },
      { 'X-Heksher-Actor': 'night-shift', 'X-Forwarded-User': 'night-shift' },
    );
    const document = await documentOf({ prefix });
    const last = await sequence();
    (document.settings[size] as Setting).rules = [
      { when: { [user]: 'jim' }, value: 6 },
      { when: { [user]: 'eve' }, value: 7 },
    ];

    const answer = await plan(document, { prune: true });

    const { changes, summary, impact, operations } = answer.body as {
      changes: Body[];
      summary: Body;
      impact: Body[];
      operations: Body[];
    };
    expect(changes).toHaveLength(4);
    expect(changes).toEqual(
      expect.arrayContaining([
        {
          setting: size,
          when: { [user]: 'jim' },
          before: 5,
          after: 6,
          last_changed: expect.objectContaining({ sequence: last }),
        },
        { setting: size, when: { [user]: 'eve' }, after: 7 },
        {
          setting: size,
          when: { [user]: 'bob' },
          before: 4,
          last_changed: expect.objectContaining({ at: expect.any(String) }),
        },
      ]),
    );
    expect(summary).toEqual({ created: 1, changed: 1, deleted: 2, unchanged: 3 });
    expect(impact).toContainEqual({
      setting: size,
      context: { [user]: 'eve' },
      before: { value: 1.5, rule_id: null },
      after: { value: 7 },
    });
    expect(operations).toHaveLength(4);
    expect(await sequence()).toBe(last);
  });

  test('its operations make the state what the document says, and the second time nothing changes', async () => {
    const document = await documentOf({ prefix });
    document.settings[size] = { ...(document.settings[size] as Setting), default_value: 8, version: '1.1', rules: [] };
    document.settings[`${prefix}new`] = {
      type: 'bool',
      default_value: false,
      configurable_features: [user],
      version: '1.4',
      metadata: {},
      aliases: [`${prefix}fresh`],
      rules: [{ when: {}, value: true, metadata: { by: 'ann' } }],
    };

    const applied = await apply(document, { prune: true });

    expect(applied.status).toBe(200);
    const after = await documentOf({ prefix });
    expect(after.settings).toEqual(document.settings);
    expect((await plan(document, { prune: true })).body).toMatchObject({ operations: [] });
  });

  test('a plan that has gone stale is refused with who was faster', async () => {
    const document = await documentOf({ prefix });
    (document.settings[size] as Setting).rules[0] = { when: { [user]: 'zoe' }, value: 1 };
    const { operations, based_on } = (await plan(document)).body as Body;
    await given.rule({ setting: size, feature_values: { [user]: 'eve' }, value: 9 });

    const answer = await heksher.send('POST', '/api/v1/change_sets', { operations, based_on });

    expect(answer.status).toBe(412);
    expect((answer.body as { changes: Body[] }).changes).toHaveLength(1);
  });

  test('a change of another setting does not make it stale', async () => {
    const document = await documentOf({ settings: size });
    (document.settings[size] as Setting).rules[0] = { when: { [user]: 'zoe' }, value: 1 };
    const { operations, based_on } = (await plan(document)).body as Body;
    await given.rule({ setting: `${prefix}color`, feature_values: { [user]: 'eve' }, value: 'blue' });

    expect((await heksher.send('POST', '/api/v1/change_sets', { operations, based_on })).status).toBe(200);
  });

  test('another order of the context features has an impact on settings that the document does not name', async () => {
    await given.rule({ setting: size, feature_values: { [theme]: 'dark' }, value: 11 });
    const { context_features } = await documentOf({ settings: size });
    const reordered = context_features.map((one) => (one === user ? theme : one === theme ? user : one));

    const answer = await plan({ format: 'heksher/v1', context_features: reordered, settings: {} });

    const { changes, impact } = answer.body as { changes: Body[]; impact: Body[] };
    expect(changes).toMatchObject([
      { setting: null, attribute: 'context_features', before: context_features, after: reordered },
    ]);
    expect(impact).toContainEqual(
      expect.objectContaining({ setting: size, context: { [user]: 'jim', [theme]: 'dark' } }),
    );
  });

  test('faults point into the document', async () => {
    const document = await documentOf({ prefix });
    (document.settings[size] as Setting).rules = [
      { when: { [user]: 'jim' }, value: 'much' },
      { when: { [uniqueName('nope')]: 'x' }, value: 1 },
    ];

    const answer = await plan(document);

    const { errors } = answer.body as { errors: { pointer: string; message: string }[] };
    expect(errors).toEqual([
      { pointer: `/document/settings/${size}/rules/0/value`, message: "the value is not of the setting's type float" },
      {
        pointer: `/document/settings/${size}/rules/1/when`,
        message: expect.stringContaining('is not configurable by'),
      },
    ]);
  });

  test.each([
    [{}, 422, '/document', 'document is required'],
    [{ document: { format: 'heksher/v1', settings: {} }, prune: 1 }, 422, '/prune', 'prune must be true or false'],
    [
      { document: { format: 'heksher/v1', settings: {} }, force: true },
      422,
      '/force',
      'there is no member "force" here',
    ],
    [{ document: { format: 'heksher/v0', settings: {} } }, 422, '/document/format', 'format must be "heksher/v1"'],
    [{ document: { format: 'heksher/v1', settings: {} }, prune: true }, 422, '/document/scope', 'prune needs a scope'],
  ])('%j is refused', async (body, status, pointer, message) => {
    const answer = await heksher.send('POST', '/api/v1/plan', body);

    expect(answer.status).toBe(status);
    expect((answer.body as { errors: Body[] }).errors).toEqual([
      { pointer, message: expect.stringContaining(message) },
    ]);
  });

  test('a body that is no JSON object is refused', async () => {
    expect((await heksher.send('POST', '/api/v1/plan', '')).status).toBe(422);
    expect((await heksher.send('POST', '/api/v1/plan', '[]')).status).toBe(422);
    expect((await heksher.send('POST', '/api/v1/plan', '{')).status).toBe(400);
  });
});
