import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();
const { heksher, given } = app;
const V1 = '/api/v1';

const tagOf = async (path: string) => (await heksher.get(V1 + path)).headers.get('etag') ?? '';
const send = (method: string, path: string, body: unknown, headers: Record<string, string>) =>
  heksher.send(method, V1 + path, body, headers);
const withTag = (tag: string, more: Record<string, string> = {}) => ({ 'If-Match': tag, ...more });

async function rule(value: unknown = 1): Promise<{ id: number; setting: string; feature: string }> {
  const { name: setting, configurable_features } = await given.setting();
  const [feature = ''] = configurable_features;
  const id = await given.rule({ setting, feature_values: { [feature]: 'jim' }, value });
  return { id, setting, feature };
}

async function sequence(): Promise<number> {
  return ((await heksher.get(`${V1}/revision`)).body as { sequence: number }).sequence;
}

describe('If-Match', () => {
  test('of two who change the rule that both have read, the second gets 412 and reads who was first', async () => {
    const { id } = await rule();
    const tag = await tagOf(`/rules/${id}`);

    const first = await send('PUT', `/rules/${id}/value`, { value: 2 }, withTag(tag, { 'X-Forwarded-Email': 'ann' }));
    const second = await send('PUT', `/rules/${id}/value`, { value: 3 }, withTag(tag, { 'X-Forwarded-Email': 'bob' }));

    expect([first.status, second.status]).toEqual([204, 412]);
    expect(second.body).toMatchObject({
      status: 412,
      current_etag: await tagOf(`/rules/${id}`),
      changes: [{ sequence: expect.any(Number), actor: 'ann', action: 'rule.value_changed' }, {}],
    });
    expect((await heksher.rule(id)).body).toMatchObject({ value: 2 });
  });

  test.each([
    ['of the rule', ({ id }: { id: number; setting: string }) => `/rules/${id}`],
    ['of the rules of its setting', ({ setting }: { id: number; setting: string }) => `/settings/${setting}/rules`],
  ])('the tag %s allows a change of the rule', async (_, path) => {
    const one = await rule();
    const tag = await tagOf(path(one));

    expect((await send('DELETE', `/rules/${one.id}`, undefined, withTag(tag))).status).toBe(204);
    expect((await heksher.rule(one.id)).status).toBe(404);
  });

  test('the tag of the metadata allows a change of the metadata alone', async () => {
    const { id } = await rule();
    const tag = await tagOf(`/rules/${id}/metadata`);

    const value = await send('PUT', `/rules/${id}/value`, { value: 2 }, withTag(tag));
    const metadata = await send('POST', `/rules/${id}/metadata`, { metadata: { by: 'jim' } }, withTag(tag));

    expect([value.status, metadata.status]).toEqual([412, 204]);
    expect(metadata.headers.get('etag')).toBe(await tagOf(`/rules/${id}/metadata`));
  });

  test('a new rule may depend on the rules that its setting has', async () => {
    const { setting, feature } = await rule();
    const tag = await tagOf(`/settings/${setting}/rules`);
    const add = (user: string) =>
      send('POST', '/rules', { setting, feature_values: { [feature]: user }, value: 2 }, withTag(tag));

    expect((await add('ann')).status).toBe(201);
    expect((await add('bob')).status).toBe(412);
  });

  test.each([
    ['the setting', ''],
    ['its rules', '/rules'],
  ])('the tag of %s allows a change of the setting, under an alias too', async (_, tail) => {
    const { name } = await given.setting();
    const alias = uniqueName('alias');
    await heksher.addAlias(name, alias);
    const tag = await tagOf(`/settings/${alias}${tail}`);
    const to = { metadata: { team: 'a' }, version: '1.1' };

    const changed = await send('PUT', `/settings/${alias}/metadata`, to, withTag(`"other", ${tag}`));

    expect(changed.status).toBe(204);
    const again = await send('POST', `/settings/${name}/metadata`, { ...to, version: '1.2' }, withTag(tag));
    expect(again.status).toBe(412);
  });

  test('the list of context features has one tag for all its changes', async () => {
    const [first = '', second = ''] = await given.features(uniqueName('f'), uniqueName('f'));
    const tag = await tagOf('/context_features');
    const move = (headers: Record<string, string>) =>
      send('PATCH', `/context_features/${second}/index`, { to_before: first }, headers);

    expect((await move(withTag('"another"'))).status).toBe(412);
    const moved = await move(withTag(tag));
    expect(moved.status).toBe(204);
    expect(moved.headers.get('etag')).toBe(await tagOf('/context_features'));
    expect((await send('DELETE', `/context_features/${first}`, undefined, withTag(tag))).status).toBe(412);
  });

  test('a declaration may say that it only creates', async () => {
    const { name, configurable_features } = await given.setting();
    const body = { name, type: 'int', default_value: 0, configurable_features, version: '1.0' };
    const onlyCreate = { 'If-None-Match': '*' };
    await heksher.declare(body);
    await heksher.declare(body); // from now on it is answered in front of the routes

    expect((await send('POST', '/settings/declare', body, onlyCreate)).status).toBe(412);
    const other = { ...body, name: uniqueName('setting') };
    expect((await send('POST', '/settings/declare', other, onlyCreate)).body).toEqual({ outcome: 'created' });
  });

  test.each([
    ['any tag, if the thing exists', '*', 204],
    ['an empty header', '', 204],
    ['a weak tag', (tag: string) => `W/${tag}`, 412],
    ['text that is no tag', 'nonsense', 412],
  ])('%s is taken as the standard says', async (_, header, status) => {
    const { id } = await rule();
    const tag = await tagOf(`/rules/${id}`);
    const value = typeof header === 'string' ? header : header(tag);

    expect((await send('PUT', `/rules/${id}/value`, { value: 2 }, withTag(value))).status).toBe(status);
  });

  test('what does not exist is 404, whatever the tag', async () => {
    expect((await send('DELETE', '/rules/999999999', undefined, withTag('"x"'))).status).toBe(404);
    expect((await send('DELETE', '/settings/nobody', undefined, withTag('"x"'))).status).toBe(404);
  });

  test('a failed precondition comes before what the content leads to', async () => {
    const { id } = await rule();

    expect((await send('PUT', `/rules/${id}/value`, { value: 'text' }, withTag('"x"'))).status).toBe(412);
  });

  test('a PUT that is sent again after its answer was lost succeeds, although the tag is not current', async () => {
    const { id } = await rule();
    const tag = await tagOf(`/rules/${id}`);
    const put = () => send('PUT', `/rules/${id}/value`, { value: 2 }, withTag(tag));

    expect([(await put()).status, (await put()).status]).toEqual([204, 204]);
  });
});

describe('what a mutation answers', () => {
  test('a change answers its sequence and the new tag, and nothing but the tag if nothing changed', async () => {
    const { id } = await rule();
    const before = await sequence();

    const changed = await heksher.setRuleValue(id, 7);
    const unchanged = await heksher.setRuleValue(id, 7);

    expect(changed.headers.get('heksher-sequence')).toBe(String(before + 1));
    expect(unchanged.headers.get('heksher-sequence')).toBeNull();
    const tag = await tagOf(`/rules/${id}`);
    expect([changed, unchanged].map(({ headers }) => headers.get('etag'))).toEqual([tag, tag]);
    expect(await sequence()).toBe(before + 1);
  });

  test('what is deleted has no tag', async () => {
    const { id } = await rule();

    expect((await heksher.deleteRule(id)).headers.get('etag')).toBeNull();
  });

  test.each<[string, (one: { id: number; setting: string; feature: string }) => Promise<Answer>]>([
    ['a value in another spelling', ({ id }) => send('PUT', `/rules/${id}/value`, '{"value":1.0}', {})],
    ['metadata that is there', ({ id }) => send('POST', `/rules/${id}/metadata`, { metadata: {} }, {})],
    ['metadata without a key to drop', ({ id }) => heksher.delete(`${V1}/rules/${id}/metadata/none`)],
    ['a name that it has', ({ setting }) => heksher.rename(setting, { name: setting, version: '1.0' })],
    ['a move to where it is', ({ feature }) => heksher.moveFeature(feature, { to_after: feature })],
  ])('%s makes no change', async (_, act) => {
    const one = await rule();
    const before = await sequence();

    const answer = await act(one);

    expect(answer.status).toBe(204);
    expect(await sequence()).toBe(before);
  });
});

describe('a dry run', () => {
  test('a dry run answers what would happen, and changes nothing', async () => {
    const { setting, feature } = await rule();
    const before = await sequence();
    const body = { setting, feature_values: { [feature]: 'ann' }, value: 5 };

    const answer = await send('POST', '/rules?dry_run=true', body, {});

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ dry_run: true, sequence: before, results: [{ outcome: 'created' }], warnings: [] });
    expect(await sequence()).toBe(before);
    expect((await send('POST', '/rules', body, {})).status).toBe(201);
  });

  test('a dry run is refused as the change would be', async () => {
    const { id } = await rule();

    expect((await send('PUT', `/rules/${id}/value?dry_run=true`, { value: 'x' }, {})).status).toBe(400);
    expect((await send('PUT', `/rules/${id}/value?dry_run=true`, { value: 2 }, withTag('"x"'))).status).toBe(412);
    const wrong = await send('PUT', `/rules/${id}/value?dry_run=maybe`, { value: 2 }, {});
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('dry_run must be true or false')]);
  });

  test('a dry run of a declaration has its outcome', async () => {
    const { name, configurable_features } = await given.setting();
    const body = { name, type: 'int', default_value: 5, configurable_features, version: '1.1' };

    const answer = await send('POST', '/settings/declare?dry_run=true', body, {});

    expect(answer.body).toMatchObject({
      results: [{ outcome: 'changed', declaration: { outcome: 'upgraded', previous_version: '1.0' } }],
    });
    expect((await heksher.setting(name)).body).toMatchObject({ default_value: 0, version: '1.0' });
  });
});
