import { beforeAll, describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer, Heksher } from '../support/heksher.js';

const app = useApp();
/** Another service, which has cached what the first one changes. */
let other: Heksher;
beforeAll(async () => {
  other = await app.replica();
});

const aliasFor = (name: string) => `${name}-alias`.replaceAll('_', '-');
const aliasesOf = async (name: string) => ((await app.heksher.setting(name)).body as { aliases: string[] }).aliases;
const detailOf = ({ body }: Answer) => (body as { detail: string }).detail;

/** A setting with an alias in kebab case. */
async function aliased(default_value = 0): Promise<{ name: string; alias: string; feature: string }> {
  const feature = await app.given.feature();
  const { name } = await app.given.setting({ default_value, configurable_features: [feature] });
  const alias = aliasFor(name);
  expect((await app.heksher.addAlias(name, alias)).status).toBe(204);
  return { name, alias, feature };
}

interface Logged {
  seq: string;
  action: string;
}
const log = () => app.database.sql<Logged>('select seq, action from changes order by seq');

describe('adding an alias', () => {
  test('adding an alias makes it a name of the setting, beside those that it has', async () => {
    const { name } = await app.given.setting();

    const answers = [await app.heksher.addAlias(name, 'z-1'), await app.heksher.addAlias(name, 'A.b_9-')];

    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [204, ''],
      [204, ''],
    ]);
    expect((await app.heksher.setting('z-1')).body).toMatchObject({ name, aliases: ['A.b_9-', 'z-1'], version: '1.0' });
  });

  test('adding an alias is logged with what the setting was before and after, and by whom', async () => {
    const { name } = await app.given.setting();
    const before = (await app.heksher.setting(name)).body as object;
    const alias = aliasFor(name);

    const path = `/api/v1/settings/${name}/aliases/${alias}`;
    await app.heksher.send('PUT', path, undefined, { 'X-Forwarded-Email': 'jim@example.com' });

    const { body } = await app.heksher.get(`/api/v1/changes?setting=${alias}`);
    expect((body as { changes: object[] }).changes.at(-1)).toMatchObject({
      action: 'setting.alias_added',
      actor: 'jim@example.com',
      settings: [name],
      before,
      after: { ...before, aliases: [alias] },
    });
  });

  test.each(['alias', 'name'] as const)('adding an alias that is the current %s changes nothing', async (kind) => {
    const setting = await aliased();
    const logged = await log();

    const answers = [
      await app.heksher.addAlias(setting.name, setting[kind]),
      await app.heksher.addAlias(setting.alias, setting[kind]),
    ];

    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    expect(await aliasesOf(setting.name)).toEqual([setting.alias]);
    expect(await log()).toEqual(logged);
  });

  test.each(['alias', 'name'] as const)(
    'adding an alias is refused if it is the %s of another setting',
    async (kind) => {
      const holder = await aliased();
      const { name } = await app.given.setting();

      const answer = await app.heksher.addAlias(name, holder[kind]);

      expect([answer.status, detailOf(answer)]).toEqual([
        409,
        `the name ${holder[kind]} belongs to the setting ${holder.name}`,
      ]);
      expect(await aliasesOf(name)).toEqual([]);
    },
  );

  test.each(['two%20words', 'a%2Fb', 'a,b', '%C3%A9', 'a%0A', 'a%00', '*', 'a-'.repeat(128)])(
    'adding an alias is refused if the alias is %s',
    async (alias) => {
      const { name } = await app.given.setting();

      const answer = await app.heksher.addAlias(name, alias);

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({
        detail: expect.stringMatching(/ is not a setting alias: 1 to 255 of letters, digits and any of "_\.-"$/),
        errors: [{ parameter: 'alias' }],
      });
    },
  );

  test('adding an alias to a setting that does not exist is 404', async () => {
    const answer = await app.heksher.addAlias('nobody-knows', 'a-b');

    expect([answer.status, detailOf(answer)]).toEqual([404, 'no setting is called "nobody-knows"']);
  });

  test('if two settings get the same alias at the same moment, one has it', async () => {
    for (let round = 0; round < 12; round++) {
      const settings = [await app.given.setting(), await app.given.setting()];
      const alias = aliasFor(uniqueName('race'));

      const answers = await Promise.all([
        app.heksher.addAlias(settings[0]?.name ?? '', alias),
        other.addAlias(settings[1]?.name ?? '', alias),
      ]);

      const statuses = answers.map(({ status }) => status);
      expect([...statuses].sort()).toEqual([204, 409]);
      const winner = settings[statuses.indexOf(204)]?.name;
      expect((await other.setting(alias)).body).toMatchObject({ name: winner, aliases: [alias] });
    }
  });
});

describe('removing an alias', () => {
  test('removing an alias frees the name, and is logged', async () => {
    const { name, alias } = await aliased();
    const before = (await app.heksher.setting(name)).body as object;

    const answer = await app.heksher.removeAlias(alias, alias);

    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await app.heksher.setting(alias)).status).toBe(404);
    const { body } = await app.heksher.get(`/api/v1/changes?setting=${name}`);
    expect((body as { changes: object[] }).changes.at(-1)).toMatchObject({
      action: 'setting.alias_removed',
      settings: [name],
      before,
      after: { ...before, aliases: [] },
    });
  });

  test('removing an alias works on an old name, too', async () => {
    const { name: old } = await app.given.setting();
    const name = uniqueName('renamed');
    await app.heksher.rename(old, { name, version: '1.1' });

    const answer = await app.heksher.removeAlias(name, old);

    expect(answer.status).toBe(204);
    expect(await aliasesOf(name)).toEqual([]);
  });

  test('removing an alias does not accept the name itself, an alias of another setting, or a name that is no alias', async () => {
    const { name, alias } = await aliased();
    const another = await aliased();
    const logged = await log();

    const answers = [
      await app.heksher.removeAlias(alias, name),
      await app.heksher.removeAlias(name, another.alias),
      await app.heksher.removeAlias(name, 'a%00'),
      await app.heksher.removeAlias('nobody', alias),
    ];

    expect(answers.map((answer) => [answer.status, detailOf(answer)])).toEqual([
      [404, `${name} is the name of a setting, not an alias`],
      [404, `setting ${name} has no alias "${another.alias}"`],
      [404, `setting ${name} has no alias "a\\u0000"`],
      [404, 'no setting is called "nobody"'],
    ]);
    expect(await log()).toEqual(logged);
  });
});

describe('an added or removed alias', () => {
  test('an added or removed alias is known at once to every instance, on every route', async () => {
    const { name, alias } = await aliased();
    const ask = (heksher: Heksher) =>
      Promise.all([
        heksher.setting(alias),
        heksher.query({ settings: alias }),
        heksher.get(`/api/v1/evaluate?settings=${alias}`),
        heksher.post('/api/v1/evaluate', { context: {}, settings: [alias] }),
        heksher.post(`/ofrep/v1/evaluate/flags/${alias}`, {}),
      ]);
    const statuses = async () => (await ask(other)).map(({ status }) => status);

    for (let round = 0; round < 3; round++) {
      expect(await statuses()).toEqual([200, 200, 200, 200, 200]);
      expect(((await other.setting(name)).body as { aliases: string[] }).aliases).toEqual([alias]);

      await app.heksher.removeAlias(name, alias);

      expect(await statuses()).toEqual([404, 404, 404, 404, 404]);
      expect(((await other.setting(name)).body as { aliases: string[] }).aliases).toEqual([]);

      await app.heksher.addAlias(name, alias);
    }
  });

  test('an alias may be removed from one setting and added to another', async () => {
    const one = await aliased(1);
    const two = await aliased(2);
    const value = async () => (await other.get(`/api/v1/evaluate?settings=${one.alias}`)).body;
    expect(await value()).toEqual({ settings: { [one.alias]: { value: 1, reason: 'default' } } });

    await app.heksher.removeAlias(one.name, one.alias);
    await app.heksher.addAlias(two.name, one.alias);

    expect(await value()).toEqual({ settings: { [one.alias]: { value: 2, reason: 'default' } } });
  });

  test('an alias stays when the setting is renamed, and is deleted with the setting', async () => {
    const { name, alias } = await aliased();
    const renamed = uniqueName('renamed');

    await app.heksher.rename(alias, { name: renamed, version: '1.1' });
    const aliases = await aliasesOf(alias);
    await app.heksher.deleteSetting(alias);

    expect(aliases).toEqual([alias, name].sort());
    expect((await app.heksher.setting(alias)).status).toBe(404);
    const { name: next } = await app.given.setting();
    expect((await app.heksher.addAlias(next, alias)).status).toBe(204);
  });
});

describe('an alias with a hyphen works like the name', () => {
  test('an alias with a hyphen works in every path of a setting', async () => {
    const { name, alias, feature } = await aliased();
    const path = `/api/v1/settings/${alias}`;
    const added = await app.given.feature();

    const answers = [
      await app.heksher.setType(alias, { type: 'float', version: '2.0' }),
      await app.heksher.setFeatures(alias, { configurable_features: [feature, added], version: '3.0' }),
      await app.heksher.post(`${path}/metadata`, { metadata: { a: 1 }, version: '3.1' }),
      await app.heksher.put(`${path}/metadata/b`, { value: 2, version: '3.2' }),
      await app.heksher.delete(`${path}/metadata/a`, { version: '3.3' }),
      await app.heksher.addAlias(alias, `${alias}-2`),
      await app.heksher.rename(alias, { name: `${name}.new`, version: '3.4' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204));
    expect((await app.heksher.get(`${path}/metadata`)).body).toEqual({ metadata: { b: 2 } });
    expect((await app.heksher.setting(`${alias}-2`)).body).toMatchObject({ name: `${name}.new`, version: '3.4' });
  });

  test('an alias with a hyphen works as the setting of a rule, and in a search for rules', async () => {
    const { name, alias, feature } = await aliased();

    const id = await app.given.rule({ setting: alias, feature_values: { [feature]: 'jim' }, value: 5 });

    expect((await app.heksher.rule(id)).body).toMatchObject({ setting: name });
    expect((await app.heksher.searchRule(alias, `${feature}:jim`)).body).toEqual({ rule_id: id });
  });

  test('an alias with a hyphen works in queries, and as the key of the answer if so requested', async () => {
    const { name, alias } = await aliased(7);
    const bare = { rules: [], default_value: 7 };

    const canonical = await app.heksher.query({ settings: `${alias},${name}` });
    const requested = await app.heksher.query({ settings: `${alias},${name}`, key_by: 'requested' });

    expect(canonical.body).toEqual({ settings: { [name]: bare } });
    expect(requested.body).toEqual({ settings: { [alias]: bare, [name]: bare } });
  });

  test('an alias with a hyphen works as the key of a flag, alone, in a list and by a prefix', async () => {
    const { alias } = await aliased(7);
    const flag = { key: alias, value: 7, reason: 'STATIC' };

    const one = await app.heksher.post(`/ofrep/v1/evaluate/flags/${alias}`, {});
    const listed = await app.heksher.post(`/ofrep/v1/evaluate/flags?settings=${alias}`, {});
    const prefixed = await app.heksher.post(`/ofrep/v1/evaluate/flags?prefix=${alias.slice(0, -3)}`, {});

    expect(one.body).toMatchObject(flag);
    expect(listed.body).toMatchObject({ flags: [flag] });
    expect(prefixed.body).toMatchObject({ flags: [flag] });
  });

  test('an alias with a hyphen works as the alias of a declaration', async () => {
    const { name, alias, feature } = await aliased(7);
    const declared = { name, configurable_features: [feature], type: 'int', default_value: 7, alias };

    const same = await app.heksher.declare(declared);
    const upgraded = await app.heksher.declare({ ...declared, default_value: 8, version: '1.1' });
    const renaming = await app.heksher.declare({ ...declared, name: `${name}.new`, version: '1.2' });

    expect(same.body).toEqual({ outcome: 'uptodate' });
    expect(upgraded.body).toMatchObject({ outcome: 'upgraded' });
    expect([renaming.status, detailOf(renaming)]).toEqual([
      409,
      `${alias} is an alias of the setting ${name}; to rename that, give its canonical name as the alias`,
    ]);
  });

  test.each(['+', '%2F', '%C3%A9'])('a name with %s is no alias', async (sign) => {
    const name = `a-b${sign}c`;

    const answers = [
      await app.heksher.get(`/api/v1/query?settings=${name}`),
      await app.heksher.get(`/api/v1/rules/search?setting=${name}&feature_values=a:b`),
      await app.heksher.get(`/api/v1/changes?setting=${name}`),
    ];

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
  });
});

describe('a canonical name has no hyphen', () => {
  test('a canonical name has no hyphen, neither in a declaration nor in a renaming', async () => {
    const { name, alias, feature } = await aliased();
    const declared = { name: alias, configurable_features: [feature], type: 'int', default_value: 0, version: '1.1' };

    const answers = [
      await app.heksher.declare(declared),
      await app.heksher.declare({ ...declared, alias: name }),
      await app.heksher.rename(name, { name: alias, version: '1.1' }),
    ];

    const detail = `"${alias}" is not a setting name: 1 to 255 of letters, digits, "_" and "."`;
    expect(answers.map((answer) => [answer.status, detailOf(answer)])).toEqual(answers.map(() => [422, detail]));
    expect((await app.heksher.setting(alias)).body).toMatchObject({ name, version: '1.0' });
  });
});
