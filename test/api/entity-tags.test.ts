import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();
const { heksher, given } = app;

const get = (path: string, ifNoneMatch?: string): Promise<Answer> =>
  heksher.send('GET', `/api/v1${path}`, undefined, ifNoneMatch === undefined ? {} : { 'If-None-Match': ifNoneMatch });
const etagOf = ({ headers }: Answer) => headers.get('etag') ?? 'none';

async function ruleOf(metadata: Record<string, unknown> = {}) {
  const feature = await given.feature();
  const { name } = await given.setting({ configurable_features: [feature] });
  const id = await given.rule({ setting: name, feature_values: { [feature]: 'a' }, value: 1, metadata });
  return { feature, name, id };
}

/** Each thing with a change of it. */
const THINGS: Record<string, () => Promise<{ path: string; change: () => Promise<unknown> }>> = {
  'a rule': async () => {
    const { id } = await ruleOf();
    return { path: `/rules/${id}`, change: () => heksher.setRuleValue(id, 2) };
  },
  'the metadata of a rule': async () => {
    const { id } = await ruleOf({ a: 1 });
    return { path: `/rules/${id}/metadata`, change: () => heksher.put(`/api/v1/rules/${id}/metadata/a`, { value: 2 }) };
  },
  'a setting': async () => {
    const { name } = await given.setting();
    return { path: `/settings/${name}`, change: () => heksher.addAlias(name, `${name}-alias`) };
  },
  'the rules of a setting': async () => {
    const { name, id } = await ruleOf();
    return { path: `/settings/${name}/rules`, change: () => heksher.deleteRule(id) };
  },
  'the metadata of a setting': async () => {
    const { name } = await given.setting();
    const change = () => heksher.put(`/api/v1/settings/${name}/metadata/a`, { value: 2, version: '1.1' });
    return { path: `/settings/${name}/metadata`, change };
  },
  'the list of context features': async () => {
    await given.feature();
    return { path: '/context_features', change: () => given.feature() };
  },
  'the place of a context feature': async () => {
    const [first, second] = (await given.features('moving', 'staying')) as [string, string];
    return { path: `/context_features/${first}`, change: () => heksher.moveFeature(first, { to_after: second }) };
  },
  'the revision': async () => {
    await given.feature();
    return { path: '/revision', change: () => given.feature() };
  },
};

describe('the entity tag of one thing', () => {
  test.each(Object.entries(THINGS))('%s is sent again only if it has changed', async (_, make) => {
    const { path, change } = await make();
    const first = await get(path);
    const etag = etagOf(first);

    const same = await get(path, `W/"other", ${etag}`);
    const other = await get(path, '"other"');
    await change();
    const changed = await get(path, etag);

    expect(etag).toMatch(/^"[\x21\x23-\x7e]+"$/);
    expect([same.status, same.text, etagOf(same)]).toEqual([304, '', etag]);
    expect([other.status, other.text, etagOf(other)]).toEqual([200, first.text, etag]);
    expect(changed.status).toBe(200);
    expect(changed.text).not.toBe(first.text);
    expect(etagOf(changed)).not.toBe(etag);
  });

  test('a thing that does not exist has none', async () => {
    const paths = ['/rules/999999', '/rules/999999/metadata', '/settings/nobody/rules', '/context_features/nobody'];

    const answers = await Promise.all(paths.map((path) => get(path, '*')));

    expect(answers.map((answer) => [answer.status, etagOf(answer)])).toEqual(paths.map(() => [404, 'none']));
  });
});

describe('the revision', () => {
  test('the revision is the last change of the log', async () => {
    await given.feature();

    const answer = await get('/revision');

    const [last] = await app.database.sql<{ seq: string; at: Date }>('select seq, at from changes order by seq desc');
    expect(answer.body).toEqual({ sequence: Number(last?.seq), at: last?.at.toISOString() });
  });

  test('the revision has no change while the database has lost its head', async () => {
    const [head] = await app.database.sql<Record<string, unknown>>(
      'delete from revision_head returning id, seq, parent',
    );

    const answer = await get('/revision');

    await app.database.sql('insert into revision_head (id, seq, parent) values ($1, $2, $3)', [
      head?.id,
      head?.seq,
      head?.parent,
    ]);
    expect([answer.status, answer.body]).toEqual([200, { sequence: null, at: null }]);
  });
});

test('a failed precondition names the latest changes of a rule, whatever its values hold', async () => {
  const feature = await given.feature();
  const { name } = await given.setting({ type: 'str', default_value: '', configurable_features: [feature] });
  const id = await given.rule({ setting: name, feature_values: { [feature]: 'a' }, value: 'a\u0000b' });
  await heksher.setRuleValue(id, '\u0000');

  const answer = await heksher.send('DELETE', `/api/v1/rules/${id}`, undefined, { 'If-Match': '"other"' });

  expect(answer.status).toBe(412);
  expect(answer.body).toMatchObject({ changes: [{ action: 'rule.value_changed' }, { action: 'rule.created' }] });
});
