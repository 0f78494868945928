import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { QueryService } from '../../apps/heksher/src/query/query.service.js';
import { useApp } from '../support/app.js';
import { head, say, statusesOf } from '../support/raw.js';

const QUERY = '/api/v1/query';
const NAMES = Array.from({ length: 2000 }, (_, index) => `setting_${String(index).padStart(32, '0')}`);
const CLOSE = { Connection: 'close' };
const JSON_TYPE = { 'Content-Type': 'application/json' };

const app = useApp({ logLevel: 'info' }); // with the fast lane, which debug turns off
beforeAll(async () => {
  await app.database.sql(
    `insert into settings (name, type, default_value, version) select name, 'int', '1', '1.0' from unnest($1::text[]) name`,
    [NAMES],
  );
});
afterEach(() => void jest.restoreAllMocks());

const numbered = (count: number) => Array.from({ length: count }, (_, index): [string, string] => [`N-${index}`, 'a']);

/** This many headers, including `Host`, a request id and `Connection`. The last one names the actor. */
const headers = (count: number) =>
  Object.fromEntries([...numbered(count - 4), ['Connection', 'close'], ['X-Forwarded-User', 'jim']]);

describe('2,000 names of 40 characters', () => {
  const url = `${QUERY}?settings=${encodeURIComponent(NAMES.join(','))}`;

  test('2,000 names of 40 characters may be asked for in a URL, as Heksher’s clients do, and by POST', async () => {
    const byUrl = await app.heksher.get(url);
    const byBody = await app.heksher.post(QUERY, { settings: NAMES });
    const all = await app.heksher.get(QUERY);

    expect([byUrl.status, byBody.status]).toEqual([200, 200]);
    expect(Object.keys((byUrl.body as { settings: object }).settings)).toEqual(NAMES);
    expect(byUrl.text).toBe(all.text);
    expect(byBody.text).toBe(all.text);
  });

  test.each<[string, () => Promise<{ status: number }>]>([
    ['a URL', () => app.heksher.get(url)],
    ['a body', () => app.heksher.post(QUERY, { settings: NAMES })],
  ])('2,000 names of 40 characters are answered from memory when %s asks again', async (_, ask) => {
    await ask();
    const queried = jest.spyOn(QueryService.prototype, 'query');

    const { status } = await ask();

    expect(status).toBe(200);
    expect(queried).not.toHaveBeenCalled();
  });

  test('lists of 2,000 names of 40 characters are not told apart by their length alone', async () => {
    const [first, second, third] = NAMES as [string, string, string];
    const others = (name: string) => `${QUERY}?settings=${name},${`${second},`.repeat(500)}${second}`;

    const one = await app.heksher.get(others(first));
    const other = await app.heksher.get(others(third));

    expect(Object.keys((one.body as { settings: object }).settings)).toEqual([first, second]);
    expect(Object.keys((other.body as { settings: object }).settings)).toEqual([second, third]);
  });

  test('2,000 names of 40 characters are not sent again to a client that has the answer', async () => {
    const { headers } = await app.heksher.get(url);

    const again = await app.heksher.send('GET', url, undefined, { 'If-None-Match': headers.get('etag') ?? '' });

    expect(again.status).toBe(304);
  });
});

describe('no header of a request is dropped', () => {
  const remove = (name: string, all: Record<string, string>) =>
    say(app.heksher.url, head(`DELETE /api/v1/settings/${name}`, all));

  test('the last of 1,000 headers counts', async () => {
    const { name } = await app.given.setting();

    const answer = await remove(name, headers(1000));

    expect(statusesOf(answer)).toEqual([204]);
    const [change] = await app.database.sql('select actor from changes where action = $1', ['setting.deleted']);
    expect(change).toEqual({ actor: 'jim' });
  });

  test.each([1001, 1100, 5000])('a request with %d headers is refused, and nothing is done', async (count) => {
    const { name } = await app.given.setting();

    const answer = await remove(name, headers(count));

    expect(statusesOf(answer)).toEqual([431]);
    expect(answer).toMatch(/\r\nX-Request-Id: flood\r\n/);
    expect(answer).toContain('"detail":"the request has more than 1,000 headers"');
    expect((await app.heksher.setting(name)).status).toBe(200);
  });

  test('too many headers are refused on every path: one with a cached answer, one with a body, and one that has no route', async () => {
    await app.heksher.get(QUERY);
    const paths = [`GET ${QUERY}`, `POST ${QUERY}`, 'GET /api/v1/nothing', 'GET /docs', 'OPTIONS /ofrep/v1/stream'];

    const answers = await Promise.all(paths.map((path) => say(app.heksher.url, head(path, headers(1001)))));

    expect(answers.map(statusesOf)).toEqual(paths.map(() => [431]));
  });

  test('a Host after 1,000 others is too many, not missing', async () => {
    const lines = numbered(1000).map(([name, value]) => `${name}: ${value}\r\n`);

    const answer = await say(app.heksher.url, `GET /api/health HTTP/1.1\r\n${lines.join('')}Host: x\r\n\r\n`);

    expect(statusesOf(answer)).toEqual([431]);
  });

  test('a request without a Host is refused with a problem', async () => {
    const answer = await say(app.heksher.url, 'GET /api/health HTTP/1.1\r\n\r\n');

    expect(statusesOf(answer)).toEqual([400]);
    expect(answer).toContain('"detail":"the request has no Host header"');
  });

  test.each([
    [1000, 422],
    [1001, 431],
  ])('a request with %d trailers is answered %d', async (count, status) => {
    const trailers = numbered(count).map(([name, value]) => `${name}: ${value}\r\n`);
    const start = head('POST /api/v1/rules', { ...JSON_TYPE, ...CLOSE, 'Transfer-Encoding': 'chunked' });

    const answer = await say(app.heksher.url, `${start}2\r\n{}\r\n0\r\n${trailers.join('')}\r\n`);

    expect(statusesOf(answer)).toEqual([status]);
  });
});

describe('no parameter of a URL is dropped', () => {
  const among = (count: number) => `${QUERY}?${'x=1&'.repeat(count - 1)}settings=`;

  test('the last of 1,000 parameters counts', async () => {
    const answer = await app.heksher.get(among(1000));

    expect(answer.text).toBe('{"settings":{}}');
  });

  test('a URL with 1,001 parameters is refused', async () => {
    const answer = await app.heksher.get(among(1001));

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ detail: 'the URL has more than 1,000 parameters' });
  });
});

test('a URL of 250,000 characters is read whole', async () => {
  const answer = await say(app.heksher.url, head(`GET ${QUERY}?${'x'.repeat(250_000)}&settings=${NAMES[0]}`, CLOSE));

  expect(statusesOf(answer)).toEqual([200]);
  expect(answer).toContain(`{"settings":{"${NAMES[0]}":{"rules":[],"default_value":1}}}`);
});
