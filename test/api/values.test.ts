import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();
const { heksher } = app;

// Bodies are written as text here, because JavaScript numbers would lose the digits that these tests check.

/** Declares a setting with a type and a default value, both given as JSON text. */
async function declare(
  type: string,
  defaultValue: string,
  metadata = '{}',
): Promise<{ answer: Answer; name: string; feature: string }> {
  const name = uniqueName('value');
  const feature = await app.given.feature();
  const body =
    `{"name":"${name}","type":"${type}","default_value":${defaultValue},` +
    `"configurable_features":["${feature}"],"metadata":${metadata}}`;
  return { answer: await heksher.send('POST', '/api/v1/settings/declare', body), name, feature };
}

function addRule(setting: string, feature: string, value: string, metadata = '{}'): Promise<Answer> {
  const body =
    `{"setting":"${setting}","feature_values":{"${feature}":"jim"},` + `"value":${value},"metadata":${metadata}}`;
  return heksher.send('POST', '/api/v1/rules', body);
}

const idOf = ({ body }: Answer) => (body as { rule_id: number }).rule_id;

const thousand = '7'.repeat(1000);

/** Rows of a table, each with a short text for the title in front. */
const titled = (numbers: string[]): [title: string, number: string][] => numbers.map((text) => [shorten(text), text]);
const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 20)}… (${text.length} characters)` : text);

/** Floats, which come back unchanged. */
const FLOATS = [
  '12345678901234567890',
  '9007199254740993',
  '9223372036854775807',
  '-9223372036854775808',
  '18446744073709551616',
  '0.1000000000000000055',
  '1.0',
  '1e3',
  '1E3',
  '1e+3',
  '1.50',
  '-0.0',
  '-0',
  '0.0',
  '1e308',
  '1e-400',
  '1e-1000',
  '123456789.123456789123456789',
  thousand,
  `0.${'3'.repeat(999)}`,
];

/** Whole numbers, and how they are written as an int. */
const INTS: [written: string, integer: string][] = [
  ['12345678901234567890', '12345678901234567890'],
  ['9007199254740993', '9007199254740993'],
  ['9223372036854775807', '9223372036854775807'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['1.0', '1'],
  ['1e3', '1000'],
  ['1E+3', '1000'],
  ['1.5e1', '15'],
  ['100e-2', '1'],
  ['-0.0', '0'],
  ['-0', '0'],
  ['0e5', '0'],
  ['1e21', '1000000000000000000000'],
  ['9007199254740993.0', '9007199254740993'],
  ['1' + '0'.repeat(999), '1' + '0'.repeat(999)],
];
const TITLED_INTS = INTS.map(([written, integer]): [string, string, string] => [shorten(written), written, integer]);

const REFUSED: [why: string, number: string][] = [
  ['beyond a double', '1e400'],
  ['beyond a double', '-1e309'],
  ['of 1,001 digits', '1' + '0'.repeat(1000)],
  ['of 1,001 digits', `0.${'3'.repeat(1000)}`],
  ['with a large exponent', '1e1001'],
  ['with a small exponent', '1e-1001'],
  ['with an exponent beyond any', '1e99999999999999999999'],
  ['that is none', 'NaN'],
  ['that is none', 'Infinity'],
  ['that is none', '-Infinity'],
];

const NOT_JSON = ['01', '1.', '.5', '+1', '0x1', '1_000', 'undefined', "'a'", '1e'];

describe('a float', () => {
  test.each(titled(FLOATS))('a float comes back from everywhere with its digits: %s', async (_, number) => {
    const { answer: declared, name, feature } = await declare('float', number);
    const added = await addRule(name, feature, number);

    const answers = {
      setting: await heksher.setting(name),
      settings: await heksher.settings(),
      rule: await heksher.rule(idOf(added)),
      query: await heksher.query({ settings: name }),
    };

    expect(declared.text).toBe('{"outcome":"created"}');
    expect(added.status).toBe(201);
    expect(answers.setting.text).toContain(`"default_value":${number},`);
    expect(answers.settings.text).toContain(`{"name":"${name}","type":"float","default_value":${number},`);
    expect(answers.rule.text).toContain(`"value":${number},`);
    expect(answers.query.text).toContain(`"value":${number},"context_features"`);
    expect(answers.query.text).toContain(`"default_value":${number}}`);
  });

  test('a float can be changed to the same value with other digits', async () => {
    const { name, feature } = await declare('float', '1');
    const id = idOf(await addRule(name, feature, '1.0'));

    const answer = await heksher.send('PUT', `/api/v1/rules/${id}/value`, '{"value":1.00}');

    expect(answer.status).toBe(204);
    expect((await heksher.rule(id)).text).toContain('"value":1.00,');
  });
});

describe('an int', () => {
  test.each(TITLED_INTS)('an int is written as an integer: %s', async (_, number, integer) => {
    const { answer: declared, name, feature } = await declare('int', number);
    const added = await addRule(name, feature, number);

    const answers = {
      setting: await heksher.setting(name),
      settings: await heksher.settings(),
      rule: await heksher.rule(idOf(added)),
      query: await heksher.query({ settings: name }),
    };

    expect(declared.text).toBe('{"outcome":"created"}');
    expect(added.status).toBe(201);
    expect(answers.setting.text).toContain(`"default_value":${integer},`);
    expect(answers.settings.text).toContain(`{"name":"${name}","type":"int","default_value":${integer},`);
    expect(answers.rule.text).toContain(`"value":${integer},`);
    expect(answers.query.text).toContain(`"value":${integer},"context_features"`);
    expect(answers.query.text).toContain(`"default_value":${integer}}`);
  });

  test.each(TITLED_INTS)('an int is written as an integer when it is changed to %s', async (_, number, integer) => {
    const { name, feature } = await declare('int', '5');
    const id = idOf(await addRule(name, feature, '6'));

    const answer = await heksher.send('PUT', `/api/v1/rules/${id}/value`, `{"value":${number}}`);

    expect(answer.status).toBe(204);
    expect((await heksher.rule(id)).text).toContain(`"value":${integer},`);
  });

  test.each([
    ['1.0', '1'],
    ['1e3', '1000'],
    ['-0.0', '0'],
    ['12345678901234567890.0', '12345678901234567890'],
  ])('an int is written as an integer even if plain SQL wrote %s', async (number, integer) => {
    const { name, feature } = await declare('int', '5');
    const id = idOf(await addRule(name, feature, '6'));
    await app.database.sql('update settings set default_value = $2 where name = $1', [name, number]);
    await app.database.sql('update rules set value = $2 where id = $1', [id, number]);

    const answers = {
      setting: await heksher.setting(name),
      rule: await heksher.rule(id),
      query: await heksher.query({ settings: name }),
    };

    expect(answers.setting.text).toContain(`"default_value":${integer},`);
    expect(answers.rule.text).toContain(`"value":${integer},`);
    expect(answers.query.text).toContain(`"value":${integer},"context_features"`);
    expect(answers.query.text).toContain(`"default_value":${integer}}`);
  });

  test('an int is written as an integer within a sequence or mapping, too', async () => {
    const { name, feature } = await declare('Mapping<Sequence<int>>', '{"a":[1.0,1e3]}');
    const id = idOf(await addRule(name, feature, '{"b":[2.0],"c":[]}'));
    await app.database.sql('update settings set default_value = $2 where name = $1', [name, '{"a": [3.0, 1e1]}']);

    const answer = await heksher.query({ settings: name });

    expect(answer.text).toContain('"value":{"b":[2],"c":[]}');
    expect(answer.text).toContain('"default_value":{"a":[3,10]}');
    expect((await heksher.rule(id)).text).toContain('"value":{"b":[2],"c":[]}');
  });

  test.each(['1.5', '0.1000000000000000055', '9007199254740993.5', '1e-1', '15e-1'])(
    'an int must be whole: %s',
    async (number) => {
      const { name, feature } = await declare('int', '5');

      const answers = { declared: (await declare('int', number)).answer, added: await addRule(name, feature, number) };

      expect(answers.declared.status).toBe(422);
      expect(answers.added.status).toBe(400);
    },
  );

  test('an int is equal to the same number written otherwise', async () => {
    const { name, feature } = await declare('int', '1000');
    const body = (value: string) =>
      `{"name":"${name}","type":"int","default_value":${value},"configurable_features":["${feature}"]}`;

    const answers = [
      await heksher.send('POST', '/api/v1/settings/declare', body('1e3')),
      await heksher.send('POST', '/api/v1/settings/declare', body('1000.0')),
    ];

    for (const answer of answers) expect(answer.text).toBe('{"outcome":"uptodate"}');
  });

  test('an int differs from a number that equals it only as a double', async () => {
    const { name, feature } = await declare('int', '9007199254740993');
    const body = `{"name":"${name}","type":"int","default_value":9007199254740992,"configurable_features":["${feature}"]}`;

    const answer = await heksher.send('POST', '/api/v1/settings/declare', body);

    expect(answer.status).toBe(409);
    expect(answer.text).toContain('"latest_value":9007199254740993');
  });
});

test('an option is equal to the same number written otherwise, and a value keeps its digits', async () => {
  const { answer: declared, name, feature } = await declare('Enum[1,9007199254740993]', '1.0');

  const answers = {
    exact: await addRule(name, feature, '9007199254740993'),
    near: await addRule(name, feature, '9007199254740992'),
  };

  expect(declared.status).toBe(200);
  expect(answers.exact.status).toBe(201);
  expect(answers.near.status).toBe(400);
  expect((await heksher.query({ settings: name })).text).toContain('"default_value":1.0}');
});

describe.each(REFUSED)('a number %s is refused', (title, number) => {
  test(`a number ${title} is refused as a value, a default value or in metadata`, async () => {
    const { name, feature } = await declare('float', '1');
    const id = idOf(await addRule(name, feature, '1'));

    const answers = [
      (await declare('float', number)).answer,
      (await declare('float', '1', `{"a":[${number}]}`)).answer,
      await addRule(name, feature, number),
      await addRule(name, feature, '1', `{"a":${number}}`),
      await heksher.send('PUT', `/api/v1/rules/${id}/value`, `{"value":${number}}`),
      await heksher.send('POST', `/api/v1/rules/${id}/metadata`, `{"metadata":{"a":${number}}}`),
      await heksher.send('PUT', `/api/v1/rules/${id}/metadata/a`, `{"value":${number}}`),
    ];

    for (const answer of answers) {
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ title: 'Unprocessable Entity', detail: expect.stringContaining('number') });
    }
    expect((await heksher.rule(id)).body).toMatchObject({ value: 1, metadata: {} });
  });
});

describe.each(NOT_JSON)('%s is not JSON', (text) => {
  test(`${text} is not JSON: it is refused as a value, a default value or in metadata`, async () => {
    const { name, feature } = await declare('float', '1');

    const answers = [
      (await declare('float', text)).answer,
      (await declare('float', '1', `{"a":${text}}`)).answer,
      await addRule(name, feature, text),
      await addRule(name, feature, '1', `{"a":${text}}`),
    ];

    for (const answer of answers) {
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ title: 'Bad Request', detail: expect.stringContaining('JSON') });
    }
  });
});

describe('metadata', () => {
  const KEPT = [
    '12345678901234567890',
    '9007199254740993',
    '9223372036854775807',
    '0.1000000000000000055',
    '1.0',
    '1.50',
    thousand,
    `0.${'3'.repeat(999)}`,
  ];

  test.each(titled(KEPT))('metadata keeps the digits of a number on every route: %s', async (_, number) => {
    const { name, feature } = await declare('int', '1', `{"a":${number}}`);
    const id = idOf(await addRule(name, feature, '1', `{"a":[${number}]}`));
    await heksher.send('POST', `/api/v1/rules/${id}/metadata`, `{"metadata":{"b":${number}}}`);
    await heksher.send('PUT', `/api/v1/rules/${id}/metadata/c`, `{"value":${number}}`);

    const answers = {
      setting: await heksher.get(`/api/v1/settings/${name}/metadata`),
      rule: await heksher.get(`/api/v1/rules/${id}/metadata`),
      query: await heksher.query({ settings: name, include_metadata: 'true' }),
    };

    const expected = `"metadata":{"a":[${number}],"b":${number},"c":${number}}`;
    expect(answers.setting.text).toBe(`{"metadata":{"a":${number}}}`);
    expect(answers.rule.text).toBe(`{${expected}}`);
    expect(answers.query.text.replaceAll(' ', '')).toContain(expected);
  });

  test.each([
    ['1e3', 1000],
    ['1E-5', 0.00001],
    ['2.50e1', 25],
    ['1e308', 1e308],
    ['1e-300', 1e-300],
  ])('metadata keeps the value of a number with an exponent: %s', async (number, value) => {
    const { name, feature } = await declare('int', '1', `{"a":${number}}`);
    const id = idOf(await addRule(name, feature, '1', `{"a":${number}}`));

    const answers = [
      await heksher.get(`/api/v1/settings/${name}/metadata`),
      await heksher.get(`/api/v1/rules/${id}/metadata`),
    ];

    for (const answer of answers) expect(answer.body).toEqual({ metadata: { a: value } });
    const queried = (await heksher.query({ settings: name, include_metadata: '1' })).body;
    expect(queried).toMatchObject({ settings: { [name]: { rules: [{ metadata: { a: value } }] } } });
  });

  const ODD = ['1e-400', '1e-999', '1e-1000', '1.5e-1000', `0.${'3'.repeat(998)}e-1000`, '-0', '-0.0', '0e-5'];

  test.each(titled(ODD))('metadata that is accepted can be read back, whatever the number: %s', async (_, number) => {
    const { name, feature } = await declare('int', '1');
    const added = await addRule(name, feature, '1', `{"a":${number}}`);
    const declared = await declare('int', '1', `{"a":${number}}`);

    const answers = [
      ...(added.status === 201 ? [await heksher.rule(idOf(added))] : []),
      await heksher.query({ settings: name, include_metadata: '1' }),
      ...(declared.answer.status === 200 ? [await heksher.query({ settings: declared.name })] : []),
      ...(declared.answer.status === 200 ? [await heksher.setting(declared.name)] : []),
      await heksher.settings('?include_additional_data=1'),
    ];

    await heksher.deleteSetting(declared.name); // so that an unreadable one does not break the other tests
    await heksher.deleteSetting(name);
    expect([200, 422]).toContain(declared.answer.status);
    expect([201, 422]).toContain(added.status);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });

  test.each(['"\\u0000"', '["a\\u0000b"]', '{"\\u0000":1}'])('metadata cannot hold U+0000: %s', async (value) => {
    const { name, feature } = await declare('int', '1');
    const id = idOf(await addRule(name, feature, '1'));

    const answers = [
      (await declare('int', '1', `{"a":${value}}`)).answer,
      await heksher.send('POST', `/api/v1/rules/${id}/metadata`, `{"metadata":{"a":${value}}}`),
      await heksher.send('PUT', `/api/v1/rules/${id}/metadata`, `{"metadata":{"a":${value}}}`),
      await heksher.send('PUT', `/api/v1/rules/${id}/metadata/a`, `{"value":${value}}`),
    ];

    for (const answer of answers) {
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ detail: expect.stringContaining('U+0000') });
    }
    expect((await heksher.rule(id)).body).toMatchObject({ metadata: {} });
  });

  test('metadata is equal to metadata with the same numbers written otherwise', async () => {
    const { name, feature } = await declare('int', '1', '{"a":1e3,"b":{"x":1,"y":2.0}}');
    const body =
      `{"name":"${name}","type":"int","default_value":1,"configurable_features":["${feature}"],` +
      '"metadata":{"b":{"y":2,"x":1.0},"a":1000}}';

    const answer = await heksher.send('POST', '/api/v1/settings/declare', body);

    expect(answer.text).toBe('{"outcome":"uptodate"}');
  });
});

describe('text', () => {
  test.each([
    '"\\u0000"',
    '"a\\u0000b"',
    '""',
    '"\\n\\t\\"\\\\"',
    '"é"',
    '"😀"',
    '"\\u2028"',
    '"</script>"',
    '"\uFFFD"',
    '" a "',
  ])('text comes back unchanged: %s', async (text) => {
    const { answer: declared, name, feature } = await declare('str', text);
    const added = await addRule(name, feature, text);

    const answers = {
      setting: await heksher.setting(name),
      rule: await heksher.rule(idOf(added)),
      query: await heksher.query({ settings: name }),
    };

    const value: unknown = JSON.parse(text);
    expect(declared.status).toBe(200);
    expect(added.status).toBe(201);
    expect(answers.setting.body).toMatchObject({ default_value: value });
    expect(answers.rule.body).toMatchObject({ value });
    expect(answers.query.body).toMatchObject({ settings: { [name]: { default_value: value, rules: [{ value }] } } });
  });

  test('text written with escapes equals the same text without them', async () => {
    const { name } = await declare('str', '"\\ud83d\\ude00\\u00e9"');

    const answer = await heksher.query({ settings: name });

    expect(answer.text).toContain('"default_value":"😀é"');
  });

  test.each(['"\\ud800"', '"a\\udfffb"', '"\\udc00\\ud800"', '["\\uD83D"]', '{"\\ude00":1}'])(
    'text cannot have a lone surrogate, anywhere: %s',
    async (text) => {
      const { name, feature } = await declare('str', '""');
      const id = idOf(await addRule(name, feature, '""'));

      const answers = [
        (await declare('str', text)).answer,
        (await declare('str', '""', `{"a":${text}}`)).answer,
        await addRule(name, feature, text),
        await heksher.send('PUT', `/api/v1/rules/${id}/value`, `{"value":${text}}`),
        await heksher.send('PUT', `/api/v1/rules/${id}/metadata/a`, `{"value":${text}}`),
      ];

      for (const answer of answers) {
        expect(answer.status).toBe(422);
        expect(answer.body).toMatchObject({ detail: expect.stringContaining('surrogate') });
      }
    },
  );

  test.each(['\\ud800', '\\u0000'])('text in a name is refused: %s', async (escape) => {
    const feature = await app.given.feature();

    const answers = [
      await heksher.send('POST', '/api/v1/rules', `{"setting":"a${escape}","feature_values":{"a":"b"},"value":1}`),
      await heksher.send('POST', '/api/v1/rules', `{"setting":"a","feature_values":{"a${escape}":"b"},"value":1}`),
      await heksher.send('POST', '/api/v1/rules', `{"setting":"a","feature_values":{"a":"${escape}"},"value":1}`),
      await heksher.send(
        'POST',
        '/api/v1/settings/declare',
        `{"name":"a${escape}","type":"int","default_value":1,"configurable_features":["${feature}"]}`,
      ),
      await heksher.send('POST', '/api/v1/context_features', `{"context_feature":"a${escape}"}`),
    ];

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 422));
  });
});

describe('nesting', () => {
  const nested = (levels: number, inner: string) => '['.repeat(levels) + inner + ']'.repeat(levels);

  test('nesting of 20 levels comes back unchanged', async () => {
    const type = 'Sequence<'.repeat(20) + 'float' + '>'.repeat(20);
    const value = nested(20, '1.0,2');
    const { answer: declared, name, feature } = await declare(type, value, `{"a":${value}}`);
    const added = await addRule(name, feature, value, `{"a":${value}}`);

    const answer = await heksher.query({ settings: name, include_metadata: 'true' });

    expect(declared.status).toBe(200);
    expect(added.status).toBe(201);
    expect(answer.text).toContain(`"value":${value},`);
    expect(answer.text).toContain(`"default_value":${value}}`);
    expect(answer.text.replaceAll(' ', '')).toContain(`"metadata":{"a":${value}}`);
  });

  test.each([
    ['arrays', nested(10_000, '1')],
    ['objects', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
  ])('nesting of 10,000 levels is refused: %s', async (_, value) => {
    const { name, feature } = await declare('Sequence<int>', '[]');
    const id = idOf(await addRule(name, feature, '[]'));

    const answers = [
      (await declare('Sequence<int>', value)).answer,
      (await declare('int', '1', `{"a":${value}}`)).answer,
      await addRule(name, feature, value),
      await heksher.send('PUT', `/api/v1/rules/${id}/value`, `{"value":${value}}`),
      await heksher.send('PUT', `/api/v1/rules/${id}/metadata/a`, `{"value":${value}}`),
      await heksher.send('POST', '/api/v1/rules', value),
    ];

    for (const answer of answers) {
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ detail: expect.stringContaining('nested') });
    }
  });
});

test('a row with invalid JSON does not keep other rows from being read', async () => {
  const { name, feature } = await declare('float', '5');
  const id = idOf(await addRule(name, feature, '6'));
  await app.database.sql('update rules set value = $2 where id = $1', [id, 'NaN']);

  const answers = [await heksher.rule(id), await heksher.query({ settings: name })];
  const repaired = await heksher.setRuleValue(id, 7);

  expect(answers[0]?.body).toMatchObject({ value: null });
  expect(answers[1]?.text).toContain(`"value":null,"context_features":[["${feature}","jim"]],"rule_id":${id}`);
  expect(repaired.status).toBe(204);
  expect((await heksher.rule(id)).body).toMatchObject({ value: 7 });
});
