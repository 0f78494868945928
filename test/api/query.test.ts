import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();
const { heksher, given } = app;

const QUERY = '/api/v1/query';

interface Queried {
  settings: Record<string, { rules: { rule_id: number }[]; default_value: unknown }>;
}

/** Trust, user and theme in this order, and a setting that is configurable by all. */
async function trustUserTheme() {
  const trust = await given.feature();
  const user = await given.feature();
  const theme = await given.feature();
  const { name } = await given.setting({ configurable_features: [trust, user, theme], default_value: 9 });
  const rule = (feature_values: Record<string, string>) => given.rule({ setting: name, feature_values, value: 1 });
  return { trust, user, theme, name, rule };
}

/** The ids of a setting's rules that pass the filters. */
async function passing(setting: string, context_filters: string): Promise<number[]> {
  const answer = await heksher.query({ settings: setting, context_filters });
  if (answer.status !== 200) throw new Error(answer.text);
  return (answer.body as Queried).settings[setting]?.rules.map(({ rule_id }) => rule_id) ?? [];
}

/** A rule without conditions, which only plain SQL can write. */
async function ruleForAll(setting: string, value: string): Promise<number> {
  const insert = 'insert into rules (setting, value) values ($1, $2) returning id';
  const [row] = await app.database.sql<{ id: number }>(insert, [setting, value]);
  return row?.id ?? 0;
}

describe('the answer', () => {
  test('a query answers the default and the rules of each setting, rules by id and conditions in feature order', async () => {
    const { trust, user, theme, name } = await trustUserTheme();
    const rule = (feature_values: Record<string, string>, value: number) =>
      given.rule({ setting: name, feature_values, value, metadata: { not: 'shown' } });
    const first = await rule({ [theme]: 'black', [trust]: 'full' }, 1);
    const second = await rule({ [user]: 'jim' }, 2);
    const third = await rule({ [theme]: 'black', [user]: 'jim', [trust]: 'full' }, 3);

    const answer = await heksher.query({ settings: name });

    expect(answer.status).toBe(200);
    expect(answer.text).toBe(
      `{"settings":{"${name}":{"rules":[` +
        `{"value":1,"context_features":[["${trust}","full"],["${theme}","black"]],"rule_id":${first}},` +
        `{"value":2,"context_features":[["${user}","jim"]],"rule_id":${second}},` +
        `{"value":3,"context_features":[["${trust}","full"],["${user}","jim"],["${theme}","black"]],"rule_id":${third}}` +
        `],"default_value":9}}}`,
    );
  });

  test('a query answers JSON in UTF-8, not compressed', async () => {
    const { name } = await given.setting({ type: 'str', default_value: 'é😀' });

    const answer = await heksher.send('GET', `${QUERY}?settings=${name}`, undefined, {
      'Accept-Encoding': 'gzip, br, deflate',
    });

    expect(answer.text).toBe(`{"settings":{"${name}":{"rules":[],"default_value":"é😀"}}}`);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('content-encoding')).toBeNull();
  });

  test('a query shows conditions in the new order after features are moved', async () => {
    const { trust, theme, name, rule } = await trustUserTheme();
    await rule({ [trust]: 'full', [theme]: 'black' });
    await heksher.moveFeature(theme, { to_before: trust });

    const answer = await heksher.query({ settings: name });

    const context_features = [
      [theme, 'black'],
      [trust, 'full'],
    ];
    expect(answer.body).toMatchObject({ settings: { [name]: { rules: [{ context_features }] } } });
  });

  test('a query shows every kind of change immediately', async () => {
    const { user, name } = await trustUserTheme();
    const get = async () => (await heksher.query({ settings: name, include_metadata: 'true' })).body as Queried;
    const before = await get();
    const id = await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 5 });

    const added = await get();
    await heksher.setRuleValue(id, 6);
    const changed = await get();
    await heksher.put(`/api/v1/rules/${id}/metadata/by`, { value: 'jim' });
    const described = await get();
    await heksher.deleteRule(id);
    const deleted = await get();

    expect(before.settings[name]?.rules).toEqual([]);
    expect(added.settings[name]?.rules).toMatchObject([{ rule_id: id, value: 5, metadata: {} }]);
    expect(changed.settings[name]?.rules).toMatchObject([{ rule_id: id, value: 6, metadata: {} }]);
    expect(described.settings[name]?.rules).toMatchObject([{ rule_id: id, value: 6, metadata: { by: 'jim' } }]);
    expect(deleted).toEqual(before);
  });

  test('a query shows what plain SQL has written', async () => {
    const { user, name, rule } = await trustUserTheme();
    const id = await rule({ [user]: 'jim' });
    await heksher.query({ settings: name });
    await app.database.sql('update rules set value = $2 where id = $1', [id, '77']);

    const answer = await heksher.query({ settings: name });

    expect(answer.body).toMatchObject({ settings: { [name]: { rules: [{ value: 77, rule_id: id }] } } });
  });
});

describe('settings', () => {
  test('a query without names answers all settings', async () => {
    const one = await given.setting();
    const other = await given.setting();

    const answer = await heksher.query();

    const { settings } = (await heksher.settings()).body as { settings: { name: string }[] };
    const names = Object.keys((answer.body as Queried).settings);
    expect(names).toEqual(settings.map(({ name }) => name));
    expect(names).toEqual(expect.arrayContaining([one.name, other.name]));
  });

  test('a query with an empty list of names answers no settings', async () => {
    await given.setting();

    const answer = await heksher.query({ settings: '' });

    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"settings":{}}');
  });

  test('only the settings that a query asks for are in its answer', async () => {
    const [one, , other] = [await given.setting(), await given.setting(), await given.setting()];

    const answer = await heksher.query({ settings: `${other.name},${one.name}` });

    expect(Object.keys((answer.body as Queried).settings)).toEqual([one.name, other.name].sort());
  });

  test('an alias gives the setting under its canonical name, and two names of a setting give it once', async () => {
    const { name: alias } = await given.setting();
    const name = uniqueName('renamed');
    await heksher.rename(alias, { name, version: '1.1' });

    const answers = [
      await heksher.query({ settings: name }),
      await heksher.query({ settings: alias }),
      await heksher.query({ settings: `${alias},${name}` }),
      await heksher.query({ settings: `${name},${name}` }),
    ];

    for (const answer of answers) expect(answer.text).toBe(`{"settings":{"${name}":{"rules":[],"default_value":0}}}`);
  });

  test('unknown names in a query are 404, and the error lists all of them', async () => {
    const { name } = await given.setting();

    const answer = await heksher.query({ settings: `no.such,${name},NONE` });

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const { detail } = answer.body as { detail: string };
    expect(detail).toContain('no.such');
    expect(detail).toContain('NONE');
    expect(detail).not.toContain(name);
  });

  test('names of settings are case-sensitive', async () => {
    const { name } = await given.setting();

    const answer = await heksher.query({ settings: name.toUpperCase() });

    expect(answer.status).toBe(404);
  });

  test.each([',', 'a,', ',a', 'a b', 'a,,b', 'é', '*', 'a\n', 'a'.repeat(256)])(
    'a query for the settings %j is 422',
    async (settings) => {
      const answer = await heksher.query({ settings });

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ errors: [{ parameter: 'settings', message: expect.any(String) }] });
    },
  );

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'a query may ask for a setting called %s',
    async (name) => {
      const unknown = await heksher.query({ settings: name });
      await given.setting({ name });

      const known = await heksher.query({ settings: name });

      expect(unknown.status).toBe(404);
      expect(known.text).toBe(`{"settings":{"${name}":{"rules":[],"default_value":0}}}`);
    },
  );

  test('a query answers settings in the order of their names as code points', async () => {
    const prefix = uniqueName('order');
    const names = ['_', '.', 'a', 'A', 'Z', 'z', '10', '9', 'a.b', 'a_b', 'aB', 'ab', 'a10', 'a9'].map(
      (tail) => prefix + tail,
    );
    const numbers = ['10', '9', '1'];
    for (const name of [...names, ...numbers]) await given.setting({ name });

    const answer = await heksher.query({ settings: [...names, ...numbers].join(',') });

    const inText = [...answer.text.matchAll(/"([^"]+)":\{"rules"/g)].map(([, name]) => name);
    expect(inText).toEqual([...names, ...numbers].sort());
  });

  test('a query may ask for thousands of characters of settings', async () => {
    const names: string[] = [];
    for (let at = 0; at < 20; at += 1) names.push((await given.setting({ name: `long${at}`.padEnd(255, 'x') })).name);

    const answer = await heksher.query({ settings: names.join(',') });

    expect(Object.keys((answer.body as Queried).settings)).toEqual(names.sort());
  });
});

describe('context filters', () => {
  test.each(['absent', '*'])('every rule passes context filters that are %s', async (filters) => {
    const { trust, user, name, rule } = await trustUserTheme();
    const ids = [await rule({ [trust]: 'full' }), await rule({ [user]: 'jim', [trust]: 'none' })];

    const answer = await heksher.query(
      filters === 'absent' ? { settings: name } : { settings: name, context_filters: filters },
    );

    expect((answer.body as Queried).settings[name]?.rules.map(({ rule_id }) => rule_id)).toEqual(ids);
  });

  test('only rules without conditions pass empty context filters', async () => {
    const { trust, name, rule } = await trustUserTheme();
    await rule({ [trust]: 'full' });
    const id = await ruleForAll(name, '5');

    const answer = await heksher.query({ settings: name, context_filters: '' });

    expect(answer.text).toBe(
      `{"settings":{"${name}":{"rules":[{"value":5,"context_features":[],"rule_id":${id}}],"default_value":9}}}`,
    );
  });

  test('a rule without conditions passes every filter', async () => {
    const { trust, user, name, rule } = await trustUserTheme();
    const jim = await rule({ [user]: 'jim' });
    const all = await ruleForAll(name, '5');

    const answers = [
      await passing(name, '*'),
      await passing(name, `${trust}:(full)`),
      await passing(name, `${user}:(jim)`),
      await passing(name, `${user}:*`),
    ];

    expect(answers).toEqual([[jim, all], [all], [jim, all], [jim, all]]);
  });

  test('a rule without conditions is served like any other', async () => {
    const { name } = await trustUserTheme();
    const id = await ruleForAll(name, '5');
    await heksher.put(`/api/v1/rules/${id}/metadata/by`, { value: 'sql' });

    const answers = [await heksher.rule(id), await heksher.query({ settings: name, include_metadata: '1' })];

    expect(answers[0]?.body).toEqual({ setting: name, value: 5, feature_values: [], metadata: { by: 'sql' } });
    const rules = [{ value: 5, context_features: [], rule_id: id, metadata: { by: 'sql' } }];
    expect(answers[1]?.body).toEqual({ settings: { [name]: { rules, default_value: 9 } } });
  });

  test('a setting without a passing rule has an empty list', async () => {
    const { trust, name, rule } = await trustUserTheme();
    await rule({ [trust]: 'full' });

    const answer = await heksher.query({ settings: name, context_filters: `${trust}:(none)` });

    expect(answer.text).toBe(`{"settings":{"${name}":{"rules":[],"default_value":9}}}`);
  });

  test('each condition of a rule must be allowed by the filter of its feature', async () => {
    const { trust, user, theme, name, rule } = await trustUserTheme();
    const full = await rule({ [trust]: 'full' });
    const jim = await rule({ [user]: 'jim' });
    const fullJim = await rule({ [trust]: 'full', [user]: 'jim' });
    const noneJim = await rule({ [trust]: 'none', [user]: 'jim' });
    const darkJim = await rule({ [user]: 'jim', [theme]: 'dark' });

    const answers = {
      fullOnly: await passing(name, `${trust}:(full)`),
      jimOnly: await passing(name, `${user}:(jim)`),
      fullAndJim: await passing(name, `${trust}:(full),${user}:(jim)`),
      eitherAndJim: await passing(name, `${user}:(john,jim),${trust}:(full,none)`),
      anyAndJim: await passing(name, `${trust}:*,${user}:(jim)`),
      anyOfAll: await passing(name, `${theme}:*,${user}:*,${trust}:*`),
      john: await passing(name, `${trust}:*,${user}:(john),${theme}:*`),
    };

    expect(answers).toEqual({
      fullOnly: [full],
      jimOnly: [jim],
      fullAndJim: [full, jim, fullJim],
      eitherAndJim: [full, jim, fullJim, noneJim],
      anyAndJim: [full, jim, fullJim, noneJim],
      anyOfAll: [full, jim, fullJim, noneJim, darkJim],
      john: [full],
    });
  });

  test('values in context filters are case-sensitive, match as a whole, and may be repeated', async () => {
    const { user, name, rule } = await trustUserTheme();
    const jim = await rule({ [user]: 'jim' });
    await rule({ [user]: 'Jim' });
    await rule({ [user]: 'jimmy' });

    const ids = await passing(name, `${user}:(jim,jim)`);

    expect(ids).toEqual([jim]);
  });

  test('a feature in context filters that does not exist is ignored', async () => {
    const { user, name, rule } = await trustUserTheme();
    const jim = await rule({ [user]: 'jim' });

    const answers = [
      await passing(name, `no_such:(a,b),${user}:(jim)`),
      await passing(name, `${user}:(jim),no_such:*`),
      await passing(name, 'no_such:*'),
    ];

    expect(answers).toEqual([[jim], [jim], []]);
  });

  test('context filters take names of features with digits, underscores and capitals', async () => {
    const features = ['user', 'x_user', 'X_User', '_user', 'user_', 'user2', '2user', '007'];
    await given.features(...features);
    const { name } = await given.setting({ configurable_features: features });
    const ids: number[] = [];
    for (const feature of features) {
      ids.push(await given.rule({ setting: name, feature_values: { [feature]: 'a' }, value: 1 }));
    }

    const answers: number[][] = [];
    for (const feature of features) answers.push(await passing(name, `${feature}:(a)`));

    expect(answers).toEqual(ids.map((id) => [id]));
    expect(await passing(name, features.map((feature) => `${feature}:*`).join(','))).toEqual(ids);
  });

  test('values in context filters may have any of _ . @ / + -', async () => {
    const { user, name, rule } = await trustUserTheme();
    const values = ['jim@corp.example', 'a/b', '+1', '-1', 'en-US', '1.2.3', '_', 'jim+tag@corp.example'];
    const ids: number[] = [];
    for (const value of values) ids.push(await rule({ [user]: value }));

    const answers: number[][] = [];
    for (const value of values) answers.push(await passing(name, `${user}:(${value})`));

    expect(answers).toEqual(ids.map((id) => [id]));
    expect(await passing(name, `${user}:(${values.join(',')})`)).toEqual(ids);
  });

  test('context filters may be percent-encoded more than necessary', async () => {
    const { user, name, rule } = await trustUserTheme();
    const id = await rule({ [user]: 'a+b@c' });

    const answers = [
      await heksher.get(`${QUERY}?settings=${name}&context_filters=${user}:(x,a%2Bb@c)`),
      await heksher.get(`${QUERY}?settings=${name}&context_filters=${user}%3A%28x%2ca%2bb%40c%29`),
    ];

    for (const answer of answers) {
      expect(answer.body).toMatchObject({ settings: { [name]: { rules: [{ rule_id: id }] } } });
    }
  });

  test.each(['user:(a),user:(b)', 'user:*,trust:*,user:*', 'no_such:*,no_such:(a)'])(
    'a feature twice is 400: %s',
    async (context_filters) => {
      const answer = await heksher.query({ context_filters });

      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(answer.body).toMatchObject({ detail: expect.stringMatching(/user|no_such/) });
    },
  );

  test.each([
    'trust:()',
    'null',
    '**',
    '*,*',
    '*,trust:*',
    'trust:*,*',
    'a:b',
    'a',
    ':',
    'a:',
    ':*',
    ':(b)',
    'a:**',
    'a:(b',
    'a:b)',
    'a:(b))',
    'a:((b))',
    'a:(b,)',
    'a:(,b)',
    'a:(b,,c)',
    'a:(*)',
    'a:(b),',
    ',a:(b)',
    ',',
    'a:(b),,c:(d)',
    'a:(b)c:(d)',
    'a:(b) ,c:(d)',
    'a:(b), c:(d)',
    ' a:(b)',
    'a:(b) ',
    'a: (b)',
    'a:(b c)',
    'a:(b\n)',
    'a:(b)\n',
    '*\n',
    ' ',
    'a-b:(c)',
    'a.b:(c)',
    'é:(a)',
    'a:(é)',
    'a:("b")',
    'a:(b;c)',
    'a:(\u0000)',
    'a:[b]',
    'a=(b)',
    `${'a'.repeat(256)}:*`,
    `a:(${'b'.repeat(256)})`,
  ])('the context filters %j are 422', async (context_filters) => {
    const answer = await heksher.query({ context_filters });

    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({ errors: [{ parameter: 'context_filters', message: expect.any(String) }] });
  });

  test('malformed filters are refused even if no setting is requested', async () => {
    const answer = await heksher.query({ settings: '', context_filters: 'a:b' });

    expect(answer.status).toBe(422);
  });

  test('many rules and many values do not slow a query down', async () => {
    const { user, theme, name } = await trustUserTheme();
    const ids: number[] = [];
    for (let at = 0; at < 60; at += 1) {
      ids.push(await given.rule({ setting: name, feature_values: { [user]: `u${at}`, [theme]: `t${at}` }, value: at }));
    }
    const values = (letter: string) => Array.from({ length: 100 }, (_, at) => `${letter}${at}`).join(',');

    const answers = [
      await passing(name, `${user}:(${values('u')}),${theme}:(${values('t')})`),
      await passing(name, `${user}:(u7,u8),${theme}:(t8,t9)`),
    ];

    expect(answers).toEqual([ids, [ids[8]]]);
  });

  test('any filters select the rules that the definition selects', async () => {
    const random = seeded(20_240_607);
    const features = [await given.feature(), await given.feature(), await given.feature(), await given.feature()];
    const { name } = await given.setting({ configurable_features: features });
    const rules = new Map<number, Record<string, string>>();
    for (const conditions of distinctConditions(features, random)) {
      rules.set(await given.rule({ setting: name, feature_values: conditions, value: 1 }), conditions);
    }
    rules.set(await ruleForAll(name, '1'), {});

    for (let round = 0; round < 60; round += 1) {
      const filters = randomFilters(features, random);
      const text = [...filters].map(([feature, values]) => `${feature}:${values ? `(${values.join(',')})` : '*'}`);

      const ids = await passing(name, text.join(','));

      const expected = [...rules].filter(([, conditions]) =>
        Object.entries(conditions).every(
          ([feature, value]) => filters.has(feature) && (filters.get(feature)?.includes(value) ?? true),
        ),
      );
      expect([text, ids]).toEqual([text, expected.map(([id]) => id)]);
    }
  });
});

/** The same numbers from 0 to 1 in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const VALUES = ['a', 'B', '1', 'x_y'];

function distinctConditions(features: string[], random: () => number): Record<string, string>[] {
  const found = new Map<string, Record<string, string>>();
  while (found.size < 40) {
    const chosen = features.filter(() => random() < 0.5);
    const conditions = Object.fromEntries(chosen.map((feature) => [feature, VALUES[Math.floor(random() * 4)] ?? 'a']));
    if (chosen.length > 0) found.set(JSON.stringify(conditions), conditions);
  }
  return [...found.values()];
}

/** The wanted values of some features, in any order; undefined for all values. */
function randomFilters(features: string[], random: () => number): Map<string, string[] | undefined> {
  const chosen = [...features, 'no_such'].filter(() => random() < 0.75);
  if (random() < 0.5) chosen.reverse();
  return new Map(
    chosen.map((feature) => {
      const values = [...VALUES, 'unknown'].filter(() => random() < 0.5);
      return [feature, values.length === 0 || random() < 0.25 ? undefined : values];
    }),
  );
}

describe('include_metadata', () => {
  const spellings = (words: string[]) => words.flatMap((word) => [word, word.toUpperCase(), capitalized(word)]);
  const capitalized = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);

  test.each(spellings(['true', '1', 'yes', 'on']))(
    'include_metadata=%s adds the metadata of each rule',
    async (include_metadata) => {
      const { user, name } = await trustUserTheme();
      const id = await given.rule({
        setting: name,
        feature_values: { [user]: 'jim' },
        value: 1,
        metadata: { by: 'jim' },
      });
      const bare = await given.rule({ setting: name, feature_values: { [user]: 'john' }, value: 2 });

      const answer = await heksher.query({ settings: name, include_metadata });

      const rules = [
        { value: 1, context_features: [[user, 'jim']], rule_id: id, metadata: { by: 'jim' } },
        { value: 2, context_features: [[user, 'john']], rule_id: bare, metadata: {} },
      ];
      expect(answer.body).toEqual({ settings: { [name]: { rules, default_value: 9 } } });
    },
  );

  test.each(spellings(['false', '0', 'no', 'off']))('include_metadata=%s adds nothing', async (include_metadata) => {
    const { user, name } = await trustUserTheme();
    await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 1, metadata: { by: 'jim' } });

    const answer = await heksher.query({ settings: name, include_metadata });

    expect(answer.status).toBe(200);
    expect(answer.text).toBe((await heksher.query({ settings: name })).text);
    expect(answer.text).not.toContain('metadata');
  });

  test.each(['', '2', 'maybe', 'null', 'true ', 'constructor'])(
    'include_metadata=%j is 422',
    async (include_metadata) => {
      const answer = await heksher.query({ include_metadata });

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ errors: [{ parameter: 'include_metadata', message: expect.any(String) }] });
    },
  );
});

test('the order of parameters and a trailing slash do not matter', async () => {
  const { user, name, rule } = await trustUserTheme();
  await rule({ [user]: 'jim' });

  const answers = [
    await heksher.get(`${QUERY}?settings=${name}&context_filters=${user}:*`),
    await heksher.get(`${QUERY}/?context_filters=${user}:*&settings=${name}&unknown=1`),
  ];

  expect(answers[0]?.status).toBe(200);
  expect(answers[1]?.text).toBe(answers[0]?.text);
});

test('a query never sees half of a change', async () => {
  const { user, name } = await trustUserTheme();
  const ids: number[] = [];
  const changes = (async () => {
    for (let at = 0; at < 15; at += 1) {
      ids.push(await given.rule({ setting: name, feature_values: { [user]: `u${at}` }, value: at, metadata: { at } }));
    }
  })();

  const answers: Answer[] = [];
  while (ids.length < 15) answers.push(await heksher.query({ settings: name, include_metadata: '1' }));
  await changes;

  for (const answer of answers) {
    const { rules } = (answer.body as Queried).settings[name] ?? { rules: [] };
    expect(rules).toEqual(
      rules.map((_, at) => ({ value: at, context_features: [[user, `u${at}`]], rule_id: ids[at], metadata: { at } })),
    );
  }
});
