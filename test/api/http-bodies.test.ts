import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import type { Answer } from '../support/heksher.js';
import { head, say, statusesOf } from '../support/raw.js';

const app = useApp();
const { heksher } = app;

const RULES = '/api/v1/rules';
const PROBLEM = 'application/problem+json; charset=utf-8';

/** Sends bytes with exactly these headers. */
async function sendBytes(
  path: string,
  body: Buffer | ReadableStream,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(heksher.url + path, { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text || 'null') as unknown };
}

async function newRule(): Promise<{ setting: string; feature_values: Record<string, string>; value: number }> {
  const { name, configurable_features } = await app.given.setting();
  return { setting: name, feature_values: { [configurable_features[0] ?? '']: 'jim' }, value: 1 };
}

describe('a body', () => {
  test.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; charset=utf-8; odd=1',
    'application/vnd.heksher+json',
    'application/merge-patch+json; charset=utf-8',
  ])('a body may be of the type %s', async (type) => {
    const answer = await sendBytes(RULES, Buffer.from(JSON.stringify(await newRule())), { 'Content-Type': type });

    expect(answer.status).toBe(201);
  });

  test('a body may have no type', async () => {
    const answer = await sendBytes(RULES, Buffer.from(JSON.stringify(await newRule())));

    expect(answer.status).toBe(201);
  });

  test.each([RULES, '/api/v1/query'])('a body may have an empty type: %s', async (path) => {
    const body = path === RULES ? await newRule() : {};

    const answer = await sendBytes(path, Buffer.from(JSON.stringify(body)), { 'Content-Type': '' });

    expect([200, 201]).toContain(answer.status);
  });

  test.each([
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    'application/x+jsonx',
    'application/json; charset=utf-16',
    'application/json; charset=latin1',
    'json',
  ])('a body of the type %s is 415', async (type) => {
    const answer = await sendBytes(RULES, Buffer.from(JSON.stringify(await newRule())), { 'Content-Type': type });

    expect(answer.status).toBe(415);
    expect(answer.headers.get('content-type')).toBe(PROBLEM);
    expect(answer.body).toMatchObject({ title: 'Unsupported Media Type', detail: expect.stringContaining(type) });
  });

  test('a body of exactly 1 MiB is read, a byte more is 413', async () => {
    const text = JSON.stringify(await newRule());
    const fill = (size: number) => Buffer.from(text + ' '.repeat(size - text.length));

    const tooLarge = await sendBytes(RULES, fill(1024 * 1024 + 1));
    const large = await sendBytes(RULES, fill(1024 * 1024));

    expect(tooLarge.status).toBe(413);
    expect(tooLarge.headers.get('content-type')).toBe(PROBLEM);
    expect(tooLarge.body).toMatchObject({ status: 413, detail: expect.stringContaining('1 MiB') });
    expect(large.status).toBe(201);
  });

  test('a body without a length has the same limit', async () => {
    const text = JSON.stringify(await newRule());
    const fill = (size: number) => new Blob([text + ' '.repeat(size - text.length)]).stream();

    const tooLarge = await sendBytes(RULES, fill(1024 * 1024 + 1));
    const large = await sendBytes(RULES, fill(1024 * 1024));

    expect(tooLarge.status).toBe(413);
    expect(large.status).toBe(201);
  });

  test.each([
    ['gzip', '{}'],
    ['GZIP', '{}'],
    ['gzip', gzipSync('{}').subarray(0, 15)],
    ['deflate', '{}'],
    ['br', '{"a":1}'],
  ])('a body that does not match Content-Encoding is 400, naming the header: %s', async (encoding, body) => {
    const answer = await sendBytes(RULES, Buffer.from(body), { 'Content-Encoding': encoding });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      detail: `the body is not valid ${encoding}, which its Content-Encoding says`,
    });
  });

  test.each(['zip', 'gzip, gzip'])(
    'a body of an unknown encoding is 415, which names those that are known: %s',
    async (encoding) => {
      const answer = await sendBytes(RULES, Buffer.from('{}'), { 'Content-Encoding': encoding });

      expect(answer.status).toBe(415);
      expect(answer.headers.get('accept-encoding')).toBe('gzip, deflate, br');
      expect(answer.body).toMatchObject({
        detail: `the Content-Encoding of a body may be gzip, deflate, br or identity, not "${encoding}"`,
      });
    },
  );

  test('an error shows a number of the body with all its digits', async () => {
    const answer = await heksher.send(
      'POST',
      '/api/v1/settings/declare',
      '{"name":"a","type":"int","default_value":1,"configurable_features":[12345678901234567890.0]}',
    );

    expect(answer.status).toBe(422);
    expect(answer.text).toContain('12345678901234567890.0 is not a string');
  });

  test.each([
    ['a lone byte', [0xff]],
    ['a cut character', [0xc3]],
    ['an overlong character', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00]],
  ])('a body that is not UTF-8 is 400: %s', async (_, bytes) => {
    const body = Buffer.concat([Buffer.from('{"setting":"'), Buffer.from(bytes), Buffer.from('"}')]);

    const answer = await sendBytes(RULES, body);

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ title: 'Bad Request', detail: expect.stringContaining('UTF-8') });
  });

  test.each(['{', '{"a":1,}', "{'a':1}", '{"a":1}{', 'setting=1', '{"a" 1}', '// {}', ' ', '\u0000', '{"a":"\n"}'])(
    'a body that is not JSON is 400: %j',
    async (body) => {
      const answer = await heksher.send('POST', RULES, body);

      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toBe(PROBLEM);
      expect(answer.body).toMatchObject({ title: 'Bad Request', detail: expect.stringContaining('JSON') });
    },
  );

  test.each(['[]', '[{}]', 'null', '"text"', '1', '12345678901234567890', 'true'])(
    'a body that is no object is 422: %s',
    async (body) => {
      const answer = await heksher.send('POST', RULES, body);

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ detail: expect.stringContaining('object'), errors: [{ pointer: '' }] });
    },
  );

  test('a body that is missing is 422', async () => {
    const answers = [await heksher.send('POST', RULES), await heksher.send('POST', RULES, '')];

    for (const answer of answers) {
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ detail: expect.stringContaining('body') });
    }
  });

  test.each<[status: number, type: string, body: string]>([
    [400, 'application/json', '{'],
    [413, 'application/json', 'x'.repeat(1024 * 1024 + 1)],
    [415, 'text/plain', 'x'.repeat(100_000)],
  ])('a body that is refused with %d does not close its connection', async (status, type, body) => {
    const refused = `POST ${RULES} HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`;
    const next = 'GET /api/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

    const answers = await say(heksher.url, Buffer.from(refused + body + next, 'latin1'));

    expect(statusesOf(answers)).toEqual([status, 200]);
  });

  test('a body may have white space around it and a byte order mark in front', async () => {
    const text = JSON.stringify(await newRule());

    const answers = [
      await heksher.send('POST', RULES, `\r\n\t ${text} \n`),
      await sendBytes(RULES, Buffer.from(`\uFEFF${text}`)),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 409]);
  });

  test('a body may have unknown members', async () => {
    const rule = await newRule();
    const body = JSON.stringify(rule).replace(/^\{/, '{"unknown":[1],"":0,"__proto__":{"value":"x"},"constructor":1,');

    const answer = await heksher.send('POST', RULES, body);

    expect(answer.status).toBe(201);
    const { rule_id: id } = answer.body as { rule_id: number };
    expect((await heksher.rule(id)).body).toMatchObject({ setting: rule.setting, value: 1, metadata: {} });
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'a body cannot give by %s what is missing',
    async (member) => {
      const { setting } = await newRule();
      const body = `{"setting":"${setting}","feature_values":{"a":"b"},"${member}":{"value":1}}`;

      const answer = await heksher.send('POST', RULES, body);

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ errors: [{ pointer: '/value' }] });
    },
  );

  test.each(['__proto__', 'constructor', 'toString'])('a body may name a thing %s like any other', async (name) => {
    await app.given.feature(name);
    const { name: setting } = await app.given.setting({
      configurable_features: [name],
      type: 'Mapping<int>',
      default_value: {},
    });
    const body =
      `{"setting":"${setting}","feature_values":{"${name}":"${name}"},` +
      `"value":{"${name}":1},"metadata":{"${name}":{"${name}":2}}}`;

    const answer = await heksher.send('POST', RULES, body);

    expect(answer.status).toBe(201);
    const { rule_id: id } = answer.body as { rule_id: number };
    expect((await heksher.rule(id)).text).toBe(
      `{"setting":"${setting}","value":{"${name}":1},"feature_values":[["${name}","${name}"]],` +
        `"metadata":{"${name}":{"${name}":2}}}`,
    );
    expect((await heksher.searchRule(setting, `${name}:${name}`)).body).toEqual({ rule_id: id });
    const { text } = await heksher.query({ settings: setting, context_filters: `${name}:(${name})` });
    expect(text).toContain(`"value":{"${name}":1},"context_features":[["${name}","${name}"]]`);
  });

  test('a body on a GET is not read', async () => {
    const answer = await say(
      heksher.url,
      head('GET /api/health', { Connection: 'close', 'Content-Length': 3 }) + 'xyz',
    );

    expect(statusesOf(answer)).toEqual([200]);
  });
});
