import { describe, expect, test } from '@jest/globals';
import { startApp, useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer, Heksher } from '../support/heksher.js';

const app = useApp();
const { given } = app;

interface ListPage {
  settings: { name: string; rules?: number; changed?: { sequence: number; at: string; actor: string | null } | null }[];
  total: number;
  next: string | null;
}

async function list(parameters: Record<string, string>, heksher: Heksher = app.heksher): Promise<Answer> {
  return heksher.settings(`?${new URLSearchParams(parameters)}`);
}

function pageOf({ status, text, body }: Answer): ListPage {
  if (status !== 200) throw new Error(`answered ${status}: ${text}`);
  return body as ListPage;
}

const namesOf = (answer: Answer) => pageOf(answer).settings.map(({ name }) => name);

/** All pages of a list, one after the other. */
async function readAll(parameters: Record<string, string>): Promise<string[]> {
  const names: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer: Answer = await list({ ...parameters, ...(cursor ? { cursor } : {}) });
    names.push(...namesOf(answer));
    cursor = pageOf(answer).next;
  }
  return names;
}

/** Settings whose names share a prefix that no other test uses, which the names here are without. */
async function givenGroup(...names: string[]) {
  const prefix = `${uniqueName('group')}.`;
  const feature = await given.feature();
  for (const name of names) await given.setting({ name: prefix + name, configurable_features: [feature] });
  const addRule = (name: string, value = 'john') =>
    given.rule({ setting: prefix + name, feature_values: { [feature]: value }, value: 1 });
  return { prefix, feature, addRule, full: (...list: string[]) => list.map((name) => prefix + name) };
}

describe('a list without a filter', () => {
  test('only a filter, an order or a page makes the list tell a total and a next page', async () => {
    await givenGroup('a');

    const plain = await app.heksher.settings();
    const whole = await app.heksher.settings('?include_additional_data=true');
    const sorted = await list({ sort: 'name' });

    expect(Object.keys(plain.body as object)).toEqual(['settings']);
    expect(Object.keys(whole.body as object)).toEqual(['settings']);
    expect(pageOf(whole).settings[0]).not.toHaveProperty('rules');
    expect(Object.keys(sorted.body as object)).toEqual(['settings', 'total', 'next']);
  });
});

describe('filters', () => {
  test('all words of a search must occur in the name, an alias, the metadata or the default value', async () => {
    const { prefix, feature } = await givenGroup();
    const word = uniqueName('word');
    const base = { configurable_features: [feature], type: 'str', default_value: '' };
    await given.setting({ ...base, name: `${prefix}by_name_${word}` });
    await given.setting({ ...base, name: `${prefix}by_alias`, default_value: 'Red' });
    await app.heksher.addAlias(`${prefix}by_alias`, `x-${word}`);
    await given.setting({ ...base, name: `${prefix}by_metadata`, metadata: { owner: [`${word} team`, 'RED'] } });
    await given.setting({ ...base, name: `${prefix}by_default`, default_value: `red ${word}` });
    await given.setting({ ...base, name: `${prefix}other`, default_value: 'red' });

    const found = await list({ search: word.toUpperCase() });
    const narrowed = await list({ search: ` red  ${word}` });

    expect(namesOf(found)).toEqual(
      ['by_alias', 'by_default', 'by_metadata', `by_name_${word}`].map((name) => prefix + name),
    );
    expect(namesOf(narrowed)).toEqual(['by_alias', 'by_default', 'by_metadata'].map((name) => prefix + name));
  });

  test('prefix, type, feature and has_rules each narrow the list', async () => {
    const { prefix, feature, full, addRule } = await givenGroup('a', 'b');
    const other = await given.feature();
    await given.setting({
      name: `${prefix}c`,
      configurable_features: [other],
      type: 'Enum["x","y"]',
      default_value: 'x',
    });
    await addRule('b');

    expect(namesOf(await list({ prefix }))).toEqual(full('a', 'b', 'c'));
    expect(namesOf(await list({ prefix: `${prefix}a` }))).toEqual(full('a'));
    expect(namesOf(await list({ prefix, feature }))).toEqual(full('a', 'b'));
    expect(namesOf(await list({ prefix, type: 'Enum["y", "x"]' }))).toEqual(full('c'));
    expect(namesOf(await list({ prefix, has_rules: 'true' }))).toEqual(full('b'));
    expect(namesOf(await list({ prefix, has_rules: 'false', feature }))).toEqual(full('a'));
    expect(pageOf(await list({ prefix: 'nothing.of.this' }))).toEqual({ settings: [], total: 0, next: null });
  });

  test('has_rules and the number of rules follow every change of rules', async () => {
    const { prefix, full, addRule } = await givenGroup('a');
    const rules = async () => pageOf(await list({ prefix, include_additional_data: 'true' })).settings[0]?.rules;

    expect(await rules()).toBe(0);
    const id = await addRule('a');
    expect(await rules()).toBe(1);
    expect(namesOf(await list({ prefix, has_rules: 'true' }))).toEqual(full('a'));
    await app.heksher.deleteRule(id);
    expect(await rules()).toBe(0);
    expect(namesOf(await list({ prefix, has_rules: 'true' }))).toEqual([]);
  });

  test('changed_since is a sequence, which is not included, or a time, which is', async () => {
    const { prefix, full } = await givenGroup('a', 'b');
    const whole = { prefix, include_additional_data: 'true' };
    const [a, b] = pageOf(await list(whole)).settings;
    await app.heksher.addAlias(`${prefix}a`, uniqueName('alias'));
    const [changed] = pageOf(await list(whole)).settings;

    expect(namesOf(await list({ prefix, changed_since: String(b?.changed?.sequence) }))).toEqual(full('a'));
    expect(namesOf(await list({ prefix, changed_since: String(changed?.changed?.sequence) }))).toEqual([]);
    expect(namesOf(await list({ prefix, changed_since: changed?.changed?.at ?? '' }))).toContain(`${prefix}a`);
    expect(namesOf(await list({ prefix, changed_since: '2001-01-01T00:00:00Z' }))).toEqual(full('a', 'b'));
    expect(namesOf(await list({ prefix, changed_since: '2999-01-01T00:00:00+02:00' }))).toEqual([]);
    expect(changed?.changed?.sequence).toBeGreaterThan(a?.changed?.sequence ?? Infinity);
  });
});

describe('what a page tells', () => {
  test('with additional data each setting has the number of its rules and its latest change', async () => {
    const { prefix, addRule } = await givenGroup('a', 'b');
    await addRule('a');
    const headers = { 'X-Forwarded-User': 'jim' };
    await app.heksher.send('PUT', `/api/v1/settings/${prefix}a/aliases/${uniqueName('alias')}`, undefined, headers);

    const { settings, total, next } = pageOf(await list({ prefix, include_additional_data: 'true' }));

    const changed = { sequence: expect.any(Number), at: expect.any(String), actor: 'jim' };
    expect(settings).toMatchObject([
      { name: `${prefix}a`, metadata: {}, rules: 1, changed },
      { name: `${prefix}b`, metadata: {}, rules: 0, changed: { actor: null } },
    ]);
    expect([total, next]).toEqual([2, null]);
  });

  test('a setting that no change in the log names has no latest change, and is the last by change', async () => {
    const { prefix, full } = await givenGroup('a', 'b');
    await app.database.sql('delete from changes where $1 = any (settings)', [`${prefix}a`]);
    await app.database.sql('update revision_head set id = gen_random_uuid()');

    const { settings } = pageOf(await list({ prefix, sort: '-changed', include_additional_data: 'true' }));

    expect(settings.map(({ name }) => name)).toEqual(full('b', 'a'));
    expect(settings[1]?.changed).toBeNull();
    expect(namesOf(await list({ prefix, changed_since: '0' }))).toEqual(full('b'));
  });
});

test('a page is of one state while others write', async () => {
  const { prefix, addRule } = await givenGroup('a', 'b');
  let isWriting = true;
  const writing = (async () => {
    for (let turn = 0; turn < 20; turn++) await app.heksher.deleteRule(await addRule('a'));
    isWriting = false;
  })();

  const found: number[] = [];
  while (isWriting) {
    const { settings, total } = pageOf(await list({ prefix, has_rules: 'true', include_additional_data: 'true' }));
    expect(settings).toHaveLength(total);
    found.push(...settings.map(({ rules = NaN }) => rules));
  }
  await writing;

  expect(found.every((rules) => rules === 1)).toBe(true);
  expect(namesOf(await list({ prefix, has_rules: 'true' }))).toEqual([]);
});

describe('pages', () => {
  test.each(['name', '-changed'])('all pages by %s together are the whole list', async (sort) => {
    const { prefix, full } = await givenGroup('e', 'a', 'd', 'b', 'c');

    const names = await readAll({ prefix, sort, limit: '2' });

    expect(names).toEqual(sort === 'name' ? full('a', 'b', 'c', 'd', 'e') : full('c', 'b', 'd', 'a', 'e'));
  });

  test('a page goes on where the last one ended, whatever others add and delete meanwhile', async () => {
    const { prefix, feature, full } = await givenGroup('b', 'd', 'f');
    const first = await list({ prefix, limit: '2' });
    await app.heksher.deleteSetting(`${prefix}d`);
    for (const name of ['a', 'e']) await given.setting({ name: prefix + name, configurable_features: [feature] });

    const second = await list({ prefix, limit: '2', cursor: pageOf(first).next ?? '' });

    expect([namesOf(first), namesOf(second)]).toEqual([full('b', 'd'), full('e', 'f')]);
    expect([pageOf(first).total, pageOf(second).total]).toEqual([3, 4]);
  });

  test('by change, a setting that changes meanwhile is not listed twice', async () => {
    const { prefix, full } = await givenGroup('a', 'b', 'c');
    const first = await list({ prefix, sort: '-changed', limit: '1' });
    await app.heksher.addAlias(`${prefix}c`, uniqueName('alias'));

    const second = await list({ prefix, sort: '-changed', cursor: pageOf(first).next ?? '' });

    expect([namesOf(first), namesOf(second)]).toEqual([full('c'), full('b', 'a')]);
  });

  test('an unchanged page is not sent again', async () => {
    const { prefix } = await givenGroup('a');
    const path = `/api/v1/settings?prefix=${prefix}&include_additional_data=true`;
    const tag = (await app.heksher.get(path)).headers.get('etag') ?? '';

    const same = await app.heksher.send('GET', path, undefined, { 'If-None-Match': tag });
    await app.heksher.addAlias(`${prefix}a`, uniqueName('alias'));
    const other = await app.heksher.send('GET', path, undefined, { 'If-None-Match': tag });

    expect([same.status, other.status]).toEqual([304, 200]);
  });
});

describe('what is wrong with a search is said', () => {
  test.each([
    ['limit=0', 'limit must be 1 to 1000, not "0"'],
    ['limit=1001', 'limit must be 1 to 1000, not "1001"'],
    ['limit=1e2', 'limit must be 1 to 1000, not "1e2"'],
    ['limit=1&limit=', 'limit must be 1 to 1000, not ""'],
    ['sort=changed', 'sort must be name or -changed, not "changed"'],
    ['cursor=garbage', 'cursor must be the "next" of the page before, from a list with the same order'],
    ['cursor=', 'cursor must be the "next" of the page before, from a list with the same order'],
    ['type=integer', expect.any(String)],
    ['feature=a%20b', '"a b" is not a context feature name: 1 to 255 of letters, digits and "_"'],
    ['has_rules=2', 'has_rules must be true or false, not "2"'],
    ['changed_since=yesterday', expect.stringContaining('must be a sequence number of the log or a time such as')],
    ['changed_since=9223372036854775808', expect.stringContaining('must be a sequence number of the log')],
    [`search=${Array.from({ length: 21 }, (_, at) => `w${at}`).join('+')}`, 'search may have at most 20 words, not 21'],
  ])('%s', async (query, detail) => {
    const answer = await app.heksher.settings(`?${query}`);

    const parameter = /^\w+/.exec(query)?.[0];
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ detail, errors: [{ parameter }] });
  });

  test('a cursor of another order is refused', async () => {
    const { prefix } = await givenGroup('a', 'b');
    const { next } = pageOf(await list({ prefix, limit: '1' }));

    const answer = await list({ prefix, sort: '-changed', cursor: next ?? '' });

    expect(answer.status).toBe(422);
  });

  test.each([
    'search=%00',
    'prefix=%00',
    'search=',
    'prefix=%F0%9F%98%80',
    'search=a&search=b',
    `prefix=${'x'.repeat(5000)}`,
  ])('%s is no fault', async (query) => {
    expect((await app.heksher.settings(`?${query.slice(0, 6000)}`)).status).toBe(200);
  });
});

describe('prefixes', () => {
  const prefixes = async (parameters: Record<string, string>) =>
    app.heksher.get(`/api/v1/settings/prefixes?${new URLSearchParams(parameters)}`);

  test('names are grouped by what they have up to the next dot, with the numbers of settings and rules', async () => {
    const { prefix: under, addRule } = await givenGroup('cache.size', 'cache.ttl', 'net.http.port', 'speed');
    await addRule('cache.size', 'john');
    await addRule('cache.size', 'jim');
    await addRule('cache.ttl');

    const answer = await prefixes({ under });

    expect(answer.body).toEqual({
      prefixes: [
        { prefix: `${under}cache.`, settings: 2, rules: 3 },
        { prefix: `${under}net.`, settings: 1, rules: 0 },
      ],
      next: null,
    });
  });

  test('prefixes have pages, and the filters of settings', async () => {
    const { prefix: under, addRule } = await givenGroup('a.x', 'b.x', 'c.x', 'd.x');
    for (const name of ['a.x', 'b.x', 'd.x']) await addRule(name);

    const first = await prefixes({ under, has_rules: 'true', limit: '2' });
    const { next } = first.body as { next: string };
    const second = await prefixes({ under, has_rules: 'true', limit: '2', cursor: next });

    const of = ({ body }: Answer) => (body as { prefixes: { prefix: string }[] }).prefixes.map(({ prefix }) => prefix);
    expect([of(first), of(second)]).toEqual([[`${under}a.`, `${under}b.`], [`${under}d.`]]);
    expect((second.body as { next: null }).next).toBeNull();
    expect((await prefixes({ cursor: 'garbage' })).status).toBe(422);
  });
});

test('facets count the types, features and metadata keys of the settings that pass the filters', async () => {
  const { prefix, feature } = await givenGroup('a', 'b');
  const other = await given.feature();
  await given.setting({
    name: `${prefix}c`,
    configurable_features: [other, feature],
    type: 'str',
    default_value: '',
    metadata: { owner: 1 },
  });

  const all = await app.heksher.get(`/api/v1/settings/facets?prefix=${prefix}`);
  const some = await app.heksher.get(`/api/v1/settings/facets?prefix=${prefix}&search=owner`);

  expect(all.body).toEqual({
    types: [
      { value: 'int', settings: 2 },
      { value: 'str', settings: 1 },
    ],
    features: [
      { value: feature, settings: 3 },
      { value: other, settings: 1 },
    ],
    metadata_keys: [{ value: 'owner', settings: 1 }],
  });
  expect(some.body).toMatchObject({ types: [{ value: 'str', settings: 1 }] });
});

test('a setting that is called like a list is found by its alias and in the list', async () => {
  const own = await startApp();
  try {
    await own.given.setting({ name: 'facets' });
    await own.heksher.addAlias('facets', 'facets-setting');

    const byName = await own.heksher.setting('facets');
    const byAlias = await own.heksher.setting('facets-setting');

    expect(byName.body).toHaveProperty('types');
    expect(byAlias.body).toMatchObject({ name: 'facets' });
    expect(namesOf(await list({ prefix: 'facets' }, own.heksher))).toEqual(['facets']);
    expect((await own.heksher.deleteSetting('facets')).status).toBe(204);
  } finally {
    await own.stop();
  }
});
