import { describe, expect, test } from '@jest/globals';
import { useApp, type TestApp } from '../support/app.js';
import type { Heksher } from '../support/heksher.js';
import { uniqueName } from '../support/given.js';

// With the log level debug, the fast lane is closed.
describe.each([
  ['in front of Express', 'info'],
  ['in Express', 'debug'],
] as const)('uses that are answered %s', (_title, logLevel) => {
  const app = useApp({ logLevel });

  test('each kind of request is counted by the name that was asked for and by the client', async () => {
    const name = await givenSetting(app);
    const alias = `${name}-alias`;
    await app.heksher.send('PUT', `/api/v1/settings/${name}/aliases/${alias}`);
    const shop = { 'Heksher-Client': 'shop/1.4.2' };
    const context = { user: 'jim' };
    for (let times = 0; times < 3; times++) {
      await app.heksher.send('POST', '/api/v1/evaluate', { settings: [name, alias], context }, shop);
      await app.heksher.send('GET', `/api/v1/query?settings=${alias}`, undefined, shop);
      await app.heksher.send('POST', `/ofrep/v1/evaluate/flags/${name}`, { context }, shop);
      await app.heksher.send('POST', '/api/v1/settings/declare', declarationOf(name), shop);
    }

    expect(await usesOf(app.heksher, name)).toEqual([
      { setting: name, name, is_alias: false, client: 'shop/1.4.2', kind: 'declare', hits: 3 },
      { setting: name, name, is_alias: false, client: 'shop/1.4.2', kind: 'evaluate', hits: 3 },
      { setting: name, name, is_alias: false, client: 'shop/1.4.2', kind: 'ofrep', hits: 3 },
      { setting: name, name: alias, is_alias: true, client: 'shop/1.4.2', kind: 'evaluate', hits: 3 },
      { setting: name, name: alias, is_alias: true, client: 'shop/1.4.2', kind: 'query', hits: 3 },
    ]);
  });

  test('a rule has as many wins as values that it decided', async () => {
    const name = await givenSetting(app);
    const won = await app.given.rule({ setting: name, feature_values: { user: 'jim' }, value: 2 });
    const lost = await app.given.rule({ setting: name, feature_values: { user: 'ann' }, value: 3 });
    for (let times = 0; times < 2; times++) {
      await app.heksher.send('POST', '/api/v1/evaluate', { settings: [name], context: { user: 'jim' } });
      await app.heksher.send('GET', `/api/v1/evaluate?settings=${name}&context=user:jim`);
      await app.heksher.send('POST', `/ofrep/v1/evaluate/flags/${name}`, { context: { user: 'jim' } });
      await app.heksher.send('POST', `/ofrep/v1/evaluate/flags?settings=${name}`, { context: { user: 'jim' } });
    }

    const { body } = await app.heksher.send('GET', `/api/v1/usage/rules?setting=${name}`);
    const at = expect.stringMatching(/Z$/) as unknown;
    const marks = { complete: true, never: false, redundant: false, depends_on_resolver: false };
    expect(body).toEqual({
      rules: [
        { rule_id: won, context_features: { user: 'jim' }, wins: 8, last_won_at: at, ...marks },
        { rule_id: lost, context_features: { user: 'ann' }, wins: 0, last_won_at: null, ...marks },
      ],
    });
  });

  test('a request for everything is one entry', async () => {
    const name = await givenSetting(app);
    await app.heksher.send('POST', '/api/v1/evaluate', { context: {} }, { 'Heksher-Client': 'all' });
    await app.heksher.send('GET', '/api/v1/query', undefined, { 'Heksher-Client': 'all' });

    const { body } = await app.heksher.send('GET', '/api/v1/usage?client=all');
    const everything = { setting: null, name: '*', is_alias: false, client: 'all', hits: 1 };
    expect(body).toMatchObject({
      usage: [
        { ...everything, kind: 'evaluate' },
        { ...everything, kind: 'query' },
      ],
    });
    expect(await usesOf(app.heksher, name)).toEqual([]);
    expect((await app.heksher.send('GET', '/api/v1/usage?setting=*&client=all')).body).toEqual(body);
  });

  test('what people look at in the admin UI and states of the past do not count', async () => {
    const name = await givenSetting(app);
    const ui = { 'Heksher-Client': 'heksher-ui' };
    await app.heksher.send('POST', '/api/v1/evaluate', { settings: [name], context: {} }, ui);
    await app.heksher.send('GET', `/api/v1/query?settings=${name}`, undefined, ui);
    await app.heksher.send('GET', `/api/v1/query?settings=${name}&as_of=${new Date().toISOString()}`);
    await app.heksher.send('GET', `/api/v1/settings/${name}`);
    await app.heksher.send('POST', '/api/v1/settings/declare?dry_run=true', declarationOf(name));

    expect(await usesOf(app.heksher, name)).toEqual([]);
  });
});

describe('the name of a client', () => {
  const app = useApp();

  test.each([
    ['its own', { 'Heksher-Client': ' shop/1.4.2 ', 'User-Agent': 'curl/8.5.0' }, 'shop/1.4.2'],
    [
      'the product that its program names first',
      { 'User-Agent': 'python-httpx/0.27.0 (linux) x/1' },
      'python-httpx/0.27.0',
    ],
    ['cut off after 100 characters', { 'Heksher-Client': 'x'.repeat(300) }, 'x'.repeat(100)],
    ['without characters that could mislead', { 'Heksher-Client': 'caf\u00e9\u0085/1' }, 'caf??/1'],
    ['its program if it is empty', { 'Heksher-Client': ' ', 'User-Agent': 'curl/8.5.0' }, 'curl/8.5.0'],
  ])('is %s', async (_title, headers, client) => {
    const name = await givenSetting(app);
    await app.heksher.send('GET', `/api/v1/query?settings=${name}`, undefined, headers);

    expect(await usesOf(app.heksher, name)).toMatchObject([{ client }]);
  });
});

describe('the list of uses', () => {
  const app = useApp();

  test('pages follow each other without gaps', async () => {
    const name = await givenSetting(app);
    const clients = Array.from({ length: 7 }, (_, at) => `client ${at}`);
    for (const client of clients) {
      await app.heksher.send('GET', `/api/v1/query?settings=${name}`, undefined, { 'Heksher-Client': client });
    }
    const found: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`;
      const { body } = await app.heksher.send('GET', `/api/v1/usage?setting=${name}&limit=3${cursor}`);
      const page = body as { usage: { client: string }[]; next: string | null };
      found.push(...page.usage.map(({ client }) => client));
      next = page.next;
    }

    expect(found).toEqual(clients);
  });

  test.each([
    ['setting=speeed', 404, 'no setting is called "speeed"'],
    ['setting=a%20b', 422, '"a b" is not a setting name or alias: 1 to 255 of letters, digits and any of "_.-"'],
    ['since=yesterday', 422, 'since must be a time such as 2026-11-23T20:15:00Z, not "yesterday"'],
    ['limit=0', 422, 'limit must be 1 to 1000, not "0"'],
    ['cursor=x', 422, 'cursor must be the "next" of the page before, from a list with the same order'],
  ])('%s is refused', async (query, status, detail) => {
    const answer = await app.heksher.send('GET', `/api/v1/usage?${query}`);

    expect(answer).toMatchObject({ status, body: { detail } });
  });

  test('clients are listed with the number of their settings', async () => {
    const [one, other] = [await givenSetting(app), await givenSetting(app)];
    const client = uniqueName('client');
    const headers = { 'Heksher-Client': client };
    await app.heksher.send('PUT', `/api/v1/settings/${one}/aliases/${one}-alias`);
    await app.heksher.send('GET', `/api/v1/query?settings=${one},${one}-alias,${other}`, undefined, headers);

    const { body } = await app.heksher.send('GET', '/api/v1/usage/clients');
    expect((body as { clients: object[] }).clients).toContainEqual({
      client,
      settings: 2,
      last_at: expect.stringMatching(/Z$/) as unknown,
    });
  });
});

describe('stale settings', () => {
  const app = useApp();
  const staleNames = async (days: number) => {
    const { body } = await app.heksher.send('GET', `/api/v1/usage/stale?days=${days}`);
    return body as { setting: string; reasons: string[]; aliases_in_use: string[]; last_at: string | null }[];
  };

  test('each has the reasons that are true of it', async () => {
    const never = await givenSetting(app);
    const old = await givenSetting(app);
    const byAlias = await givenSetting(app);
    const same = await givenSetting(app);
    await app.heksher.send('PUT', `/api/v1/settings/${byAlias}/aliases/${byAlias}-alias`);
    await app.given.rule({ setting: same, feature_values: { user: 'jim' }, value: 1 });
    await app.heksher.send('POST', '/api/v1/settings/declare', declarationOf(same));
    await app.heksher.send('GET', `/api/v1/query?settings=${byAlias}-alias`);
    await app.database.sql(
      `insert into usage values ('${old}', 'shop', 'declare', '2026-01-01', 1, '2026-01-01T08:00Z', '2026-01-01T08:00Z')`,
    );

    const found = new Map((await staleNames(30)).map((one) => [one.setting, one]));
    expect(found.get(never)).toMatchObject({
      reasons: ['never_asked_for', 'declared_by_no_client_since'],
      last_at: null,
    });
    expect(found.get(old)).toMatchObject({
      reasons: ['not_asked_for_since', 'declared_by_no_client_since'],
      last_at: '2026-01-01T08:00:00.000Z',
    });
    expect(found.get(byAlias)).toMatchObject({
      reasons: ['declared_by_no_client_since'],
      aliases_in_use: [`${byAlias}-alias`],
    });
    expect(found.get(same)).toMatchObject({ reasons: ['every_rule_equals_default'] });
  });

  test.each(['/api/v1/usage/stale', '/api/v1/usage?limit=1'])(
    'the answer of %s says when counting began',
    async (path) => {
      const answer = await app.heksher.send('GET', path);

      expect(answer.headers.get('heksher-counted-since')).toBe('2026-01-01T08:00:00.000Z');
    },
  );

  test('no setting is called unused while a client asks for everything', async () => {
    const name = await givenSetting(app);
    await app.heksher.send('GET', '/api/v1/query');

    expect((await staleNames(1)).find(({ setting }) => setting === name)?.reasons).toEqual([
      'declared_by_no_client_since',
    ]);
  });

  test('the list of settings can be narrowed to those that nobody asked for', async () => {
    const [used, unused] = [await givenSetting(app), await givenSetting(app)];
    await app.database.sql("delete from usage where name = '*'");
    const before = new Date(Date.now() - 1000).toISOString();
    await app.heksher.send('PUT', `/api/v1/settings/${used}/aliases/${used}-alias`);
    const list = async () => {
      const { body } = await app.heksher.send('GET', `/api/v1/settings?unused_since=${before}&prefix=${used}`);
      return (body as { settings: { name: string }[] }).settings.map(({ name }) => name);
    };
    const first = await list();
    await app.heksher.send('GET', `/api/v1/query?settings=${used}-alias,${unused}`);

    expect(first).toEqual([used]);
    expect(await list()).toEqual([]);
    expect(await app.heksher.send('GET', '/api/v1/settings?unused_since=lately')).toMatchObject({
      status: 422,
      body: { detail: 'unused_since must be a time such as 2026-11-23T20:15:00Z, not "lately"' },
    });
  });

  test.each(['0', '-1', 'x', '99999'])('days=%s is refused', async (days) => {
    const answer = await app.heksher.send('GET', `/api/v1/usage/stale?days=${days}`);

    expect(answer).toMatchObject({ status: 422, body: { detail: `days must be 1 to 36500, not "${days}"` } });
  });
});

describe('deleting what is in use', () => {
  const app = useApp();
  const me = { 'Heksher-Client': 'heksher-ui' };
  const shop = { 'Heksher-Client': 'shop/1.4.2' };

  test('a setting that was asked for is not deleted, and the answer says who asked', async () => {
    const name = await givenSetting(app);
    await app.heksher.send('GET', `/api/v1/query?settings=${name}`, undefined, shop);
    const refused = await app.heksher.send('DELETE', `/api/v1/settings/${name}`, undefined, me);
    const forced = await app.heksher.send('DELETE', `/api/v1/settings/${name}?force=true`, undefined, me);

    expect(refused).toMatchObject({
      status: 409,
      body: {
        detail: expect.stringMatching(
          new RegExp(
            `^the setting ${name} was asked for in the last 7 days, by shop/1.4.2 \\(query of ${name}, .*Z\\); ` +
              'with \\?force=true it is deleted all the same$',
          ),
        ) as unknown,
      },
    });
    expect(forced.status).toBe(204);
  });

  test('an alias that was asked for is not deleted, but another one is', async () => {
    const name = await givenSetting(app);
    for (const alias of ['used', 'free'])
      await app.heksher.send('PUT', `/api/v1/settings/${name}/aliases/${name}-${alias}`);
    await app.heksher.send('GET', `/api/v1/query?settings=${name}-used`, undefined, shop);
    const path = `/api/v1/settings/${name}/aliases/${name}`;

    expect(await app.heksher.send('DELETE', `${path}-used`, undefined, me)).toMatchObject({ status: 409 });
    expect(await app.heksher.send('DELETE', `${path}-free`, undefined, me)).toMatchObject({ status: 204 });
    expect(await app.heksher.send('DELETE', `${path}-used?force=true`, undefined, me)).toMatchObject({ status: 204 });
  });

  test('a setting that only requests for everything name may be deleted', async () => {
    const name = await givenSetting(app);
    await app.heksher.send('GET', '/api/v1/query', undefined, shop);

    expect(await app.heksher.send('DELETE', `/api/v1/settings/${name}`, undefined, me)).toMatchObject({ status: 204 });
  });

  test("Heksher's own clients delete whatever they like", async () => {
    const name = await givenSetting(app);
    await app.heksher.send('GET', `/api/v1/query?settings=${name}`, undefined, shop);

    expect(await app.heksher.send('DELETE', `/api/v1/settings/${name}`)).toMatchObject({ status: 204 });
  });
});

describe('what clients report', () => {
  const app = useApp();
  const times = { from: '2026-11-27T08:15:00Z', to: '2026-11-27T08:16:00Z' };

  test('gets and wins are added, and wins are complete once every client that resolves reports', async () => {
    const name = await givenSetting(app);
    const rule = await app.given.rule({ setting: name, feature_values: { user: 'jim' }, value: 2 });
    await app.heksher.send('GET', `/api/v1/snapshot?settings=${name}`, undefined, { 'Heksher-Client': 'shop/1' });
    const before = await app.heksher.send('GET', `/api/v1/usage/rules?setting=${name}`);
    const settings = [
      { name, gets: 120, rules: { [rule]: 17, 2147483647: 5 } },
      { name: 'gone', gets: 1 },
    ];
    const answer = await app.heksher.send('POST', '/api/v1/usage', { client: 'shop/1', ...times, settings });
    const after = await app.heksher.send('GET', `/api/v1/usage/rules?setting=${name}`);

    expect(answer.status).toBe(204);
    expect(before.body).toMatchObject({ rules: [{ wins: 0, complete: false }] });
    expect(after.body).toMatchObject({
      rules: [{ wins: 17, last_won_at: '2026-11-27T08:16:00.000Z', complete: true }],
    });
    expect(await usesOf(app.heksher, name)).toMatchObject([{ kind: 'get', hits: 120 }, { kind: 'query' }]);
    expect((await app.heksher.send('GET', '/api/v1/usage?client=shop/1')).body).toMatchObject({
      usage: [{ name }, { name }],
    });
  });

  test.each([
    [{ ...times, settings: [] }, 'client must be the name of the client, such as shop/1.4.2'],
    [{ client: ' ', ...times, settings: [] }, 'client must be the name of the client, such as shop/1.4.2'],
    [{ client: 'x', ...times }, 'settings must be an array'],
    [{ client: 'x', from: times.to, to: times.from, settings: [] }, 'from must not be after to'],
    [{ client: 'x', from: 1, to: 2, settings: [] }, 'from must be a time such as 2026-11-27T08:00:00Z'],
    [{ client: 'x', ...times, settings: [{ name: 'a', gets: -1 }] }, 'gets must be an integer from 0 to 2147483647'],
    [{ client: 'x', ...times, settings: [{ name: 'a', gets: 1, rules: { x: 1 } }] }, '"x" is not the id of a rule'],
  ])('%j is refused', async (body, detail) => {
    expect(await app.heksher.send('POST', '/api/v1/usage', body)).toMatchObject({ status: 422, body: { detail } });
  });
});

describe('with usage off', () => {
  const app = useApp({ usage: { isOn: false, keptDays: 90 } });

  test('nothing is counted, and anything may be deleted', async () => {
    const name = await givenSetting(app);
    const shop = { 'Heksher-Client': 'shop/1.4.2' };
    await app.heksher.send('GET', `/api/v1/query?settings=${name}`, undefined, shop);

    expect(await usesOf(app.heksher, name)).toEqual([]);
    expect(await app.heksher.send('DELETE', `/api/v1/settings/${name}`, undefined, shop)).toMatchObject({
      status: 204,
    });
  });
});

/** A setting that nobody has asked for yet. */
async function givenSetting({ heksher }: TestApp): Promise<string> {
  const name = uniqueName('size');
  await heksher.addFeature('user');
  await heksher.send('POST', '/api/v1/settings/declare', declarationOf(name), { 'Heksher-Client': 'heksher-ui' });
  return name;
}

function declarationOf(name: string): object {
  return { name, configurable_features: ['user'], type: 'int', default_value: 1 };
}

/** The uses of a setting, without their times. */
async function usesOf(heksher: Heksher, name: string): Promise<object[]> {
  const { body } = await heksher.send('GET', `/api/v1/usage?setting=${name}`);
  const { usage } = body as { usage: { first_at: string; last_at: string }[] };
  return usage.map(({ first_at, last_at, ...use }) => {
    expect(first_at <= last_at).toBe(true);
    return use;
  });
}
