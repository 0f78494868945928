import { describe, expect, test } from '@jest/globals';
import { startApp, useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();

const PATH = '/api/v1/changes';

interface Change {
  sequence: number;
  at: string;
  actor: string | null;
  action: string;
  settings: string[] | null;
  before: unknown;
  after: unknown;
}

interface Page {
  changes: Change[];
  next: number | null;
}

const page = ({ body }: Answer): Page => body as Page;

async function head(): Promise<number> {
  const [row] = await app.database.sql<{ seq: string }>('select seq from revision_head');
  return Number(row?.seq);
}

describe('the change log', () => {
  test('the change log says who did what and when, with the content before and after', async () => {
    const setting = await app.given.setting();
    const feature_values = { [setting.configurable_features[0] ?? '']: 'jim' };
    const id = await app.given.rule({ setting: setting.name, feature_values, value: 1 });
    const since = await head();
    await app.heksher.send('PUT', `/api/v1/rules/${id}/value`, { value: 2 }, { 'X-Forwarded-User': 'ann' });

    const answer = await app.heksher.get(`${PATH}?since=${since}`);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const rule = { rule_id: id, setting: setting.name, feature_values: Object.entries(feature_values), metadata: {} };
    expect(answer.body).toEqual({
      changes: [
        {
          sequence: since + 1,
          at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          actor: 'ann',
          action: 'rule.value_changed',
          settings: [setting.name],
          note: null,
          origin: 'api',
          request_id: expect.any(String),
          undoes: null,
          items: null,
          before: { ...rule, value: 1 },
          after: { ...rule, value: 2 },
        },
      ],
      next: null,
    });
  });

  test('the change log keeps all digits of the content before and after', async () => {
    const feature = await app.given.feature();
    const since = await head();
    const declaration =
      `{"name":"${uniqueName('setting')}","configurable_features":["${feature}"],"type":"float",` +
      '"default_value":12345678901234567890.10}';
    await app.heksher.post('/api/v1/settings/declare', declaration);

    const { text } = await app.heksher.get(`${PATH}?since=${since}`);

    expect(text).toContain('"default_value":12345678901234567890.10');
  });

  test('the change log has the writes of other programs, with the settings that they touch', async () => {
    const setting = await app.given.setting();
    const since = await head();
    await app.database.sql(`update settings set default_value = '3' where name = $1`, [setting.name]);

    const { changes } = page(await app.heksher.get(`${PATH}?since=${since}&setting=${setting.name}`));

    expect(changes).toMatchObject([
      { actor: null, action: 'external', settings: [setting.name], before: null, after: null },
    ]);
  });

  test('the change log is read in pages, each beginning after the one before', async () => {
    const since = await head();
    for (let count = 0; count < 5; count++) await app.given.feature();

    const first = page(await app.heksher.get(`${PATH}?since=${since}&limit=2`));
    const second = page(await app.heksher.get(`${PATH}?since=${first.next}&limit=2`));
    const third = page(await app.heksher.get(`${PATH}?since=${second.next}&limit=1`));

    const sequences = [first, second, third].map(({ changes }) => changes.map(({ sequence }) => sequence - since));
    expect(sequences).toEqual([[1, 2], [3, 4], [5]]);
    expect([first.next, second.next, third.next]).toEqual([since + 2, since + 4, null]);
  });

  test('the change log starts with its oldest change by default, with a hundred changes a page', async () => {
    while ((await head()) < 101) await app.given.feature();

    const { changes, next } = page(await app.heksher.get(PATH));

    expect(changes.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    expect(next).toBe(100);
  });

  test('a page after the end of the change log is empty', async () => {
    const answer = await app.heksher.get(`${PATH}?since=9223372036854775807`);

    expect(answer.text).toBe('{"changes":[],"next":null}');
  });

  test('the change log keeps all digits of sequences that JavaScript cannot count to', async () => {
    const other = await startApp();
    await other.database.sql('update revision_head set seq = 9007199254740993');
    await other.given.feature();

    const { text } = await other.heksher.get(`${PATH}?since=9007199254740993`);

    expect(text).toContain('{"sequence":9007199254740994,');
    await other.stop();
  });
});

describe('the changes of a setting', () => {
  test('the changes of a setting are found by any of its names, including those made under another one', async () => {
    const since = await head();
    const setting = await app.given.setting({ name: uniqueName('old') });
    const other = await app.given.setting({ configurable_features: setting.configurable_features });
    const name = uniqueName('new');
    await app.heksher.rename(setting.name, { name, version: '1.1' });
    await app.heksher.setType(name, { type: 'float', version: '2.0' });

    const answers = [setting.name, name].map((one) => app.heksher.get(`${PATH}?since=${since}&setting=${one}`));

    for (const { changes } of (await Promise.all(answers)).map(page)) {
      expect(changes.map(({ action }) => action)).toEqual([
        'context_feature.added', // which could touch any setting
        'setting.created',
        'setting.renamed',
        'setting.type_changed',
      ]);
      expect(changes.flatMap(({ settings }) => settings)).not.toContain(other.name);
    }
  });

  test('the changes of a setting are found after it is deleted', async () => {
    const setting = await app.given.setting();
    const since = await head();
    await app.heksher.deleteSetting(setting.name);

    const { changes } = page(await app.heksher.get(`${PATH}?since=${since}&setting=${setting.name}`));

    expect(changes).toMatchObject([{ action: 'setting.deleted', settings: [setting.name], after: null }]);
  });
});

test.each([
  ['since', '-1'],
  ['since', 'yesterday'],
  ['since', '9223372036854775808'],
  ['since', ''],
  ['limit', '0'],
  ['limit', '1001'],
  ['limit', '1.5'],
  ['setting', 'a b'],
  ['setting', ''],
  ['before', '-1'],
  ['order', 'up'],
  ['order', ''],
  ['actor', ''],
  ['actor', 'a\u0000b'],
  ['action', '\u0000'],
  ['rule', '0'],
  ['rule', 'x'],
  ['from', 'yesterday'],
  ['to', '2026-02-30T00:00:00Z'],
])('a request for changes with %s=%s is invalid', async (parameter, value) => {
  const answer = await app.heksher.get(`${PATH}?${parameter}=${encodeURIComponent(value)}`);

  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ errors: [{ parameter }] });
});

test('the change log is read only', async () => {
  const answer = await app.heksher.post(PATH, {});

  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe('GET, HEAD');
});

test('both routes of the log and the stream of OFREP are documented', async () => {
  const { body } = await app.heksher.get('/openapi.json');

  const { paths } = body as { paths: Record<string, { get?: { responses: Record<string, { content?: object }> } }> };
  const answers = (path: string) => Object.keys(paths[path]?.get?.responses ?? {});
  expect(answers(PATH)).toEqual(['200', '422', '503']);
  expect(answers(`${PATH}/stream`)).toEqual(['200', '404', '422', '503']);
  expect(answers('/ofrep/v1/stream')).toEqual(['200', '500']);
  expect(paths[`${PATH}/stream`]?.get?.responses['200']?.content).toHaveProperty('text/event-stream');
});
