import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { appendChange } from '../support/appended-change.js';
import { uniqueName } from '../support/given.js';
import type { Heksher } from '../support/heksher.js';
import { until } from '../support/until.js';
import { EventClient } from './changes-client.js';

const app = useApp();
let other: Heksher;
beforeAll(async () => {
  other = await app.replica();
});

const PATH = '/api/v1/changes/stream';
const clients: EventClient[] = [];
afterEach(() => clients.splice(0).forEach((client) => client.close()));

async function follow(query = '', headers: Record<string, string> = {}, on = app.heksher): Promise<EventClient> {
  const client = await EventClient.open(`${on.url}${PATH}${query}`, headers);
  clients.push(client);
  return client;
}

async function head(): Promise<number> {
  const [row] = await app.database.sql<{ seq: string }>('select seq from revision_head');
  return Number(row?.seq);
}

/** A change that every stream sends: the last one that a test waits for. */
async function lastChange(): Promise<number> {
  await app.given.feature();
  return head();
}

async function actionsUpTo(client: EventClient, last: number): Promise<string[]> {
  await until(() => client.ids.includes(last), `change ${last}`);
  return client.events.map(({ data }) => (data as { action: string }).action);
}

describe('a stream', () => {
  test('a stream is open once its headers arrive, and says how long to wait before reconnecting', async () => {
    const client = await follow();

    expect(client.status).toBe(200);
    expect(client.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    await until(() => client.text.includes('id'), 'what it begins with');
    expect(client.text).toBe(`retry: 3000\n: this stream is open\n\nid: ${await head()}\n\n`);
  });

  test('a stream sends each later change, in order', async () => {
    const since = await lastChange();
    const client = await follow();
    const setting = await app.given.setting();
    await other.rename(setting.name, { name: 'renamed', version: '1.1' });

    const events = await client.first(3);

    const { body } = await app.heksher.get(`/api/v1/changes?since=${since}`);
    const { changes } = body as { changes: Record<string, unknown>[] };
    expect(events).toEqual(
      changes.map(({ sequence, at, actor, action, settings }) => ({
        id: String(sequence),
        event: 'change',
        data: { sequence, at, actor, action, settings },
      })),
    );
    expect(client.ids).toEqual([since + 1, since + 2, since + 3]);
  });

  test('a stream sends one event for a change set, without names if they are more than a hundred', async () => {
    const client = await follow();
    const names = Array.from({ length: 101 }, (_, at) => `in_set_${at}`);
    await appendChange(app.database, { items: [{}, {}], settings: names.slice(1) });
    await appendChange(app.database, { items: Array.from({ length: 120 }, () => ({})), settings: names });

    const events = await client.first(2);

    expect(events.map(({ data }) => data)).toMatchObject([
      { action: 'change_set.applied', items: 2, settings: names.slice(1) },
      { action: 'change_set.applied', items: 120, settings: null },
    ]);
  });

  test('a stream sends the writes of other programs, with the settings that they touch', async () => {
    const { name } = await app.given.setting();
    const client = await follow();
    await app.database.sql(`update settings set default_value = '3' where name = $1`, [name]);

    const [event] = await client.first(1);

    expect(event?.data).toMatchObject({ action: 'external', settings: [name], actor: null });
  });

  test('a stream answers HEAD with its headers only', async () => {
    const answer = await app.heksher.send('HEAD', PATH);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.text).toBe('');
  });

  test('a stream is in the access log when it is closed', async () => {
    const client = await follow('?settings=');
    const isLogged = () => app.logs.some(({ route, status }) => route === PATH && status === 200);
    app.logs.splice(0);
    client.close();

    await until(isLogged, 'the line of the access log');
  });
});

describe('a client that reconnects', () => {
  test('a client that reconnects receives the changes it missed, and then new ones', async () => {
    const since = await lastChange();
    for (let count = 0; count < 3; count++) await app.given.feature();

    const client = await follow('', { 'Last-Event-ID': String(since + 1) });
    await client.first(2);
    await app.given.feature();

    await client.first(3);
    expect(client.ids).toEqual([since + 2, since + 3, since + 4]);
  });

  test('a client that reconnects may name the last change it has seen in the query, but its header takes precedence', async () => {
    const since = await lastChange();
    for (let count = 0; count < 2; count++) await app.given.feature();

    const byQuery = await follow(`?since=${since}`);
    const byHeader = await follow(`?since=${since}`, { 'Last-Event-ID': String(since + 1) });

    await byQuery.first(2);
    await byHeader.first(1);
    expect([byQuery.ids, byHeader.ids]).toEqual([[since + 1, since + 2], [since + 2]]);
  });

  test('a client that reconnects may ask for all changes from the beginning', async () => {
    const last = await lastChange();

    const client = await follow('?since=0');

    await client.first(last);
    expect(client.ids).toEqual(Array.from({ length: last }, (_, at) => at + 1));
  });

  test('a client that reconnects receives the changes it missed even if it had received none before', async () => {
    await lastChange();
    const first = await follow();
    await until(() => first.text.includes('id: '), 'where it begins');
    first.close();
    const last = await lastChange();

    const [, seen = ''] = /^id: (.*)$/m.exec(first.text) ?? [];
    const client = await follow('', { 'Last-Event-ID': seen });

    expect(first.events).toEqual([]);
    expect(await actionsUpTo(client, last)).toEqual(['context_feature.added']);
  });

  test('a client that reconnects receives nothing if nothing has changed', async () => {
    const since = await lastChange();

    const client = await follow('', { 'Last-Event-ID': String(since) });
    const last = await lastChange();

    await actionsUpTo(client, last);
    expect(client.ids).toEqual([last]);
  });

  test.each(['9000000', 'of-another-service', '99999999999999999999', '-1', '1, 2'])(
    'a client that reconnects with %s, which is not in the log, begins anew at the head',
    async (id) => {
      const sequence = await lastChange();

      const client = await follow('', { 'Last-Event-ID': id });

      expect(await client.first(1)).toEqual([{ id: String(sequence), event: 'reset', data: { sequence } }]);
      await app.given.feature();
      await client.first(2);
      expect(client.events[1]).toMatchObject({ id: String(sequence + 1), event: 'change' });
    },
  );

  test('a client receives each change exactly once, however often and to whichever replica it reconnects', async () => {
    const since = await head();
    const setting = await app.given.setting();
    const [feature = ''] = setting.configurable_features;
    const write = async (on: Heksher, value: string) => {
      const answer = await on.addRule({ setting: setting.name, feature_values: { [feature]: value }, value: 1 });
      for (let count = 0; count < 40; count++) {
        await on.setRuleValue((answer.body as { rule_id: number }).rule_id, count + 2);
      }
    };
    const writers = [write(app.heksher, 'a'), write(app.heksher, 'b'), write(other, 'c'), write(other, 'd')];
    let last = Infinity;
    const writing = Promise.all(writers).then(async () => (last = await lastChange()));

    const seen: number[] = [];
    for (let turn = 0; (seen.at(-1) ?? 0) < last; turn++) {
      const on = turn % 2 === 0 ? app.heksher : other;
      const client = await follow('', { 'Last-Event-ID': String(seen.at(-1) ?? since) }, on);
      await client.first(1);
      seen.push(...client.ids);
      client.close();
    }

    await writing;
    const [{ count } = { count: 0 }] = await app.database.sql<{ count: number }>(
      'select count(*)::int as count from changes where seq > $1',
      [since],
    );
    expect(count).toBeGreaterThan(160);
    expect(seen).toEqual(Array.from({ length: count }, (_, at) => since + 1 + at));
  });
});

describe('a stream of some settings', () => {
  test('a stream of some settings sends their changes, by name or alias, and changes that could be of any setting', async () => {
    const configurable_features = [await app.given.feature()];
    const one = await app.given.setting({ configurable_features });
    const aliased = await app.given.setting({ configurable_features });
    const unwanted = await app.given.setting({ configurable_features });
    const name = uniqueName('canonical');
    await app.heksher.rename(aliased.name, { name, version: '1.1' });
    const client = await follow(`?settings=${one.name},${aliased.name}`);

    await other.setType(one.name, { type: 'float', version: '2.0' });
    await other.deleteSetting(unwanted.name);
    await other.deleteSetting(name);
    const last = await lastChange();

    const actions = await actionsUpTo(client, last);
    expect(actions).toEqual(['setting.type_changed', 'setting.deleted', 'context_feature.added']);
    expect(client.events[1]?.data).toMatchObject({ settings: [name] });
  });

  test('a stream of some settings goes on when they are renamed, even by another program', async () => {
    const setting = await app.given.setting();
    const [once, twice] = [uniqueName('once'), uniqueName('twice')];
    const client = await follow(`?settings=${setting.name}`);

    await other.rename(setting.name, { name: once, version: '1.1' });
    await other.setType(once, { type: 'float', version: '2.0' });
    await app.database.sql(
      `with renamed as (update settings set name = $2 where name = $1)
       insert into setting_aliases (setting, alias) values ($2, $1)`,
      [once, twice],
    );
    await other.put(`/api/v1/settings/${twice}/metadata`, { metadata: { a: 1 }, version: '2.1' });
    const last = await lastChange();

    expect(await actionsUpTo(client, last)).toEqual([
      'setting.renamed',
      'setting.type_changed',
      'external',
      'setting.metadata_changed',
      'context_feature.added',
    ]);
  });

  test('a stream of some settings does not go on to others that a change set touches with them', async () => {
    const { name } = await app.given.setting();
    const { name: unwanted } = await app.given.setting();
    const client = await follow(`?settings=${name}`);
    await appendChange(app.database, { items: [{}, {}], settings: [name, unwanted] });
    await app.heksher.addAlias(unwanted, uniqueName('alias'));

    const actions = await actionsUpTo(client, await lastChange());

    expect(actions).toEqual(['change_set.applied', 'context_feature.added']);
  });

  test('a stream of some settings follows an alias to another setting', async () => {
    const configurable_features = [await app.given.feature()];
    const one = await app.given.setting({ configurable_features });
    const two = await app.given.setting({ configurable_features });
    const alias = uniqueName('kebab').replace('_', '-');
    await app.heksher.addAlias(one.name, alias);
    const client = await follow(`?settings=${alias}`);

    await other.removeAlias(one.name, alias);
    await other.addAlias(two.name, alias);
    await other.setType(two.name, { type: 'float', version: '2.0' });
    const last = await lastChange();

    expect(await actionsUpTo(client, last)).toEqual([
      'setting.alias_removed',
      'setting.alias_added',
      'setting.type_changed',
      'context_feature.added',
    ]);
    expect(client.events[1]?.data).toMatchObject({ settings: [two.name] });
  });

  test('a stream of some settings sends a client that reconnects the changes it missed, under any name', async () => {
    const since = await head();
    const setting = await app.given.setting();
    const unwanted = await app.given.setting({ configurable_features: setting.configurable_features });
    const name = uniqueName('new');
    await app.heksher.rename(setting.name, { name, version: '1.1' });

    const client = await follow(`?settings=${name}`, { 'Last-Event-ID': String(since) });
    await app.heksher.deleteSetting(unwanted.name);
    const last = await lastChange();

    const actions = await actionsUpTo(client, last);
    expect(actions).toEqual(['context_feature.added', 'setting.created', 'setting.renamed', 'context_feature.added']);
  });

  test('a stream of some settings sends changes made right after a rename', async () => {
    const { name, configurable_features } = await app.given.setting();
    const [feature = ''] = configurable_features;
    const renamed = uniqueName('renamed');
    const client = await follow(`?settings=${name}`);

    await other.rename(name, { name: renamed, version: '1.1' });
    await other.addRule({ setting: renamed, feature_values: { [feature]: 'x' }, value: 1 });
    await other.deleteSetting(renamed);
    const last = await lastChange();

    const actions = await actionsUpTo(client, last);
    expect(actions).toEqual(['setting.renamed', 'rule.created', 'setting.deleted', 'context_feature.added']);
  });

  test('a stream of some settings sends a client that reconnects their deletion', async () => {
    const { name } = await app.given.setting();
    const since = await head();
    const renamed = uniqueName('renamed');
    await other.rename(name, { name: renamed, version: '1.1' });
    await other.deleteSetting(renamed);

    const client = await follow(`?settings=${name}`, { 'Last-Event-ID': String(since) });
    const last = await lastChange();

    expect(await actionsUpTo(client, last)).toEqual(['setting.renamed', 'setting.deleted', 'context_feature.added']);
  });

  test('a stream of no settings sends changes that could be of any setting', async () => {
    const client = await follow('?settings=');
    await app.given.setting();
    const last = await lastChange();

    expect(await actionsUpTo(client, last)).toEqual(['context_feature.added', 'context_feature.added']);
  });

  test.each(['', '&since=1'])('a stream of settings that never existed is not found%s', async (parameters) => {
    const { name } = await app.given.setting();

    const answer = await app.heksher.get(`${PATH}?settings=${name},nope${parameters}`);

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ detail: 'no setting is called "nope"' });
  });
});

test.each([
  ['settings', 'a b'],
  ['settings', ','],
  ['since', 'x'],
])('a stream with %s=%s is invalid', async (parameter, value) => {
  const answer = await app.heksher.get(`${PATH}?${parameter}=${encodeURIComponent(value)}`);

  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ errors: [{ parameter }] });
});
