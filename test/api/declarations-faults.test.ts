import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Declared } from '../support/heksher.js';

const app = useApp();

const PATH = '/api/v1/settings/declare';

/** A declaration of a setting that does not exist yet. */
async function newSetting(attributes: Partial<Declared> = {}): Promise<Declared> {
  const configurable_features = attributes.configurable_features ?? [await app.given.feature()];
  return { name: uniqueName('setting'), type: 'int', default_value: 1, ...attributes, configurable_features };
}

describe('a declaration that is not well-formed', () => {
  test.each(['name', 'configurable_features', 'type', 'default_value'])(
    'a declaration that lacks its %s is refused',
    async (member) => {
      const rest = { ...(await newSetting()), [member]: undefined };

      const answer = await app.heksher.post(PATH, rest);

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({
        detail: expect.any(String),
        errors: [{ pointer: `/${member}`, message: expect.any(String) }],
      });
    },
  );

  test.each([
    ['name', ''],
    ['name', 'two words'],
    ['name', 'newline\n'],
    ['name', 'nul\u0000'],
    ['name', 'dash-ed'],
    ['name', 'é'],
    ['name', 'x'.repeat(256)],
    ['name', null],
    ['name', 1],
    ['configurable_features', []],
    ['configurable_features', null],
    ['configurable_features', 'user'],
    ['configurable_features', { user: 1 }],
    ['configurable_features', ['bad name']],
    ['configurable_features', ['newline\n']],
    ['configurable_features', [1]],
    ['configurable_features', [null]],
    ['type', null],
    ['type', 1],
    ['type', ''],
    ['type', 'Int'],
    ['type', 'int\n'],
    ['type', 'Sequence<>'],
    ['type', 'Sequence<int'],
    ['type', 'Enum[null]'],
    ['type', 'Enum[[1]]'],
    ['type', 'Enum[1,]'],
    ['type', `${'Sequence<'.repeat(33)}int${'>'.repeat(33)}`],
    ['type', `Enum["${'x'.repeat(65_536)}"]`],
    ['metadata', null],
    ['metadata', []],
    ['metadata', 'text'],
    ['version', null],
    ['version', 1],
    ['version', ''],
    ['version', '1'],
    ['version', '1.0.0'],
    ['version', '1.0\n'],
    ['version', '-1.0'],
    ['version', '1.x'],
    ['version', '1.1234567890'],
    ['version', '٣.0'],
    ['alias', ''],
    ['alias', 'two words'],
    ['alias', 'newline\n'],
    ['alias', 7],
  ])('a declaration with the %s %j is refused', async (member, value) => {
    const setting = await newSetting();

    const answer = await app.heksher.post(PATH, { ...setting, [member]: value });

    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({
      title: 'Unprocessable Entity',
      instance: PATH,
      errors: [{ pointer: `/${member}`, message: expect.stringMatching(/./) }],
    });
    expect((await app.heksher.setting(setting.name)).status).toBe(404);
  });

  test('a declaration that names a feature twice is refused, and the answer names it', async () => {
    const feature = await app.given.feature();
    const setting = await newSetting({ configurable_features: [feature, feature] });

    const answer = await app.heksher.declare(setting);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      detail: expect.stringContaining(feature),
      errors: [{ pointer: '/configurable_features', message: expect.stringContaining(feature) }],
    });
  });

  test('a declaration with several faults is refused, and the answer lists each of them', async () => {
    const answer = await app.heksher.post(PATH, { name: 'bad name', configurable_features: [], type: 'int' });

    expect(answer.status).toBe(422);
    const { errors } = answer.body as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/configurable_features', '/default_value', '/name']);
  });

  test('a declaration with a malformed type is refused, and the answer says where it goes wrong', async () => {
    const setting = await newSetting({ type: 'Sequence<Mapping<number>>' });

    const answer = await app.heksher.declare(setting);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ detail: expect.stringMatching(/17.*number/) });
  });

  test.each([
    ['a key with a space', { 'bad key': 1 }, '/metadata/bad key'],
    ['a key with a newline', { 'key\n': 1 }, '/metadata/key\n'],
    ['an empty key', { '': 1 }, '/metadata/'],
    ['a key with a slash', { 'a/b': 1 }, '/metadata/a~1b'],
    ['U+0000', { key: ['\u0000'] }, '/metadata/key'],
    ['U+0000 as a name', { key: { '\u0000': 1 } }, '/metadata/key'],
  ])('a declaration with metadata that has %s is refused', async (_, metadata, pointer) => {
    const answer = await app.heksher.declare(await newSetting({ metadata }));

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer }] });
  });

  test.each([
    ['1e400', 422],
    ['NaN', 422],
    ['01', 400],
    ['"\\ud800"', 422],
    ['1e1001', 422],
    ['9'.repeat(1001), 422],
  ])('a declaration with the number or text %s is refused', async (text, status) => {
    const { name, configurable_features } = await newSetting();
    const type = text.startsWith('"') ? 'str' : 'float';
    const body = JSON.stringify({ name, configurable_features, type }).replace('}', `,"default_value":${text}}`);

    const answer = await app.heksher.send('POST', PATH, body);

    expect(answer.status).toBe(status);
  });

  test('a declaration that is nested too deeply is refused', async () => {
    const { name, configurable_features } = await newSetting();
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const body = JSON.stringify({ name, configurable_features, type: 'int' }).replace('}', `,"default_value":${deep}}`);

    const answer = await app.heksher.send('POST', PATH, body);

    expect(answer.status).toBe(422);
  });

  test.each([
    ['[]', 422],
    ['"text"', 422],
    ['null', 422],
    ['', 422],
    ['{"name":', 400],
  ])('a declaration that is %j is refused', async (body, status) => {
    const answer = await app.heksher.send('POST', PATH, body);

    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status, instance: PATH });
  });

  test('a declaration that is larger than 1 MiB, or not JSON by its type, is refused', async () => {
    const setting = await newSetting();

    const large = await app.heksher.declare({ ...setting, metadata: { large: 'x'.repeat(1024 * 1024) } });
    const text = await app.heksher.send('POST', PATH, JSON.stringify(setting), { 'Content-Type': 'text/plain' });

    expect([large.status, text.status]).toEqual([413, 415]);
    expect((await app.heksher.setting(setting.name)).status).toBe(404);
  });
});
