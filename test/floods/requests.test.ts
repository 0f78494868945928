import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Flooded, UNDISTURBED } from './flooded.js';
import { head, say, statusesOf } from '../support/raw.js';

jest.setTimeout(60_000);

const RULES = 'POST /api/v1/rules';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const CLOSE = { Connection: 'close' };
const CHUNKED = { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' };
const MEBIBYTE = 1024 * 1024;
const TOO_LARGE = Buffer.alloc(MEBIBYTE + 1, ' ');
const LARGE = Buffer.alloc(100 * MEBIBYTE, ' ');
const FAST = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const TIMES = 10;

let service: Flooded;
beforeAll(async () => {
  service = await Flooded.start();
});
afterAll(() => service.stop());

/** The headers that differ between answers to the same bytes: their time and the id of the request. */
const OF_ONE_ANSWER = /\r\n(Date|X-Request-Id|Content-Length): [^\r]*|(?<="request_id":")[^"]*/g;

/** The distinct answers to the same bytes on several connections at once. */
async function answersTo(...pieces: (string | Buffer)[]): Promise<{ answers: string[]; others: object }> {
  const answers = new Set<string>();
  const others = await service.under(async () => {
    const said = Array.from({ length: TIMES }, () => say(service.url, ...pieces));
    for (const answer of await Promise.all(said)) answers.add(answer.replace(OF_ONE_ANSWER, ''));
  });
  return { answers: [...answers], others };
}

describe('bytes that are no request are refused, the connection is closed, and no other client is disturbed', () => {
  test.each<[string, number, string | Buffer]>([
    ['garbage', 400, 'garbage\r\n\r\n'],
    ['random bytes', 400, Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256))],
    ['the beginning of TLS', 400, Buffer.from('16030100a5010000a10303', 'hex')],
    ['the preface of HTTP/2', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/9.9', 400, 'GET /api/health HTTP/9.9\r\nHost: x\r\n\r\n'],
    ['a method that does not exist', 400, head('FROB /api/health')],
    ['a header without a colon', 400, 'GET /api/health HTTP/1.1\r\nHost: x\r\nodd\r\n\r\n'],
    ['a header with a zero in it', 400, head('GET /api/health', { Odd: 'a\0b' })],
    ['no host', 400, 'GET /api/health HTTP/1.1\r\n\r\n'],
    ['a header of 300,000 characters', 431, head('GET /api/health', { Long: 'a'.repeat(300_000) })],
    ['1,001 headers', 431, head('GET /api/health', Object.fromEntries(numbered(999)))],
    ['10,000 headers', 431, head('GET /api/health', Object.fromEntries(numbered(10_000)))],
    ['a URL of 300,000 characters', 431, head(`GET /${'a'.repeat(300_000)}`)],
    ['a length that is no number', 400, `${head(RULES, { ...JSON_TYPE, 'Content-Length': 'two' })}{}`],
    ['a length below zero', 400, `${head(RULES, { ...JSON_TYPE, 'Content-Length': -1 })}{}`],
    ['a chunk that is too long for any number', 400, `${head(RULES, CHUNKED)}FFFFFFFFFFFFFFFFFF\r\n{}\r\n`],
    ['a chunk whose length is no number', 400, `${head(RULES, CHUNKED)}xyz\r\n{}\r\n0\r\n\r\n`],
    ['a chunk with endless extensions', 413, `${head(RULES, CHUNKED)}2;${'a=b;'.repeat(10_000)}\r\n{}\r\n0\r\n\r\n`],
  ])(
    'bytes that are no request are refused, the connection is closed, and no other client is disturbed: %s, %d',
    async (_, status, bytes) => {
      const { answers, others } = await answersTo(bytes);

      expect(answers.map(statusesOf)).toEqual([[status]]);
      expect(answers[0]).toMatch(/\r\nConnection: close\r\n/i);
      expect(others).toEqual(UNDISTURBED);
    },
  );

  test.each<[string, string]>([
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}'],
    ['the same length twice', 'Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}'],
    ['two lengths in one header', 'Content-Length: 2, 40\r\n\r\n{}'],
    ['a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
    ['chunks and a length', 'Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
    ['chunks that are not the last encoding', 'Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
    ['an encoding nearly called chunked', 'Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
    ['a blank before the colon', 'Transfer-Encoding : chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
    ['a carriage return alone', 'Odd: a\rTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
  ])('a body that could be read as two requests is refused: %s', async (_, rest) => {
    const smuggled = head('DELETE /api/v1/rules/1');

    const { answers, others } = await answersTo(
      `POST /api/v1/rules HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${rest}${smuggled}`,
    );

    expect(answers.map(statusesOf)).toEqual([[400]]);
    expect(others).toEqual(UNDISTURBED);
  });

  test('a request that is refused before routing is answered with a problem', async () => {
    const { answers } = await answersTo(head(`GET /${'a'.repeat(300_000)}`));

    expect(answers).toEqual([
      'HTTP/1.1 431 Request Header Fields Too Large\r\nCache-Control: no-cache\r\n' +
        'X-Content-Type-Options: nosniff\r\n' +
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n" +
        'Cross-Origin-Resource-Policy: same-origin\r\nContent-Type: application/problem+json; charset=utf-8\r\n' +
        'Connection: close\r\n\r\n' +
        '{"type":"about:blank","title":"Request Header Fields Too Large","status":431,' +
        '"detail":"the URL and the headers are larger than 256 KiB","request_id":""}',
    ]);
  });

  test('a valid request is answered before the unreadable one that follows it on the connection', async () => {
    const { answers, others } = await answersTo(
      `${head('GET /api/v1/context_features')}${head('GET /api/v1/settings/nobody')}garbage\r\n\r\n`,
    );

    expect(answers.map(statusesOf)).toEqual([[200, 404, 400]]);
    expect(others).toEqual(UNDISTURBED);
  });
});

describe('a body beyond 1 MiB is 413, and no other client is disturbed', () => {
  test.each<[string, string, Buffer]>([
    ['that says so', head(RULES, { ...JSON_TYPE, ...CLOSE, 'Content-Length': TOO_LARGE.length }), TOO_LARGE],
    ['in chunks', head(RULES, { ...CHUNKED, ...CLOSE }), chunked(TOO_LARGE)],
    ['once it is inflated: gzip', ...packed('gzip', gzipSync(LARGE))],
    ['once it is inflated: deflate', ...packed('deflate', deflateSync(LARGE))],
    ['once it is inflated: br', ...packed('br', brotliCompressSync(LARGE, FAST))],
  ])('a body beyond 1 MiB is 413, and no other client is disturbed: %s', async (_, start, body) => {
    const memory = service.memory;

    const { answers, others } = await answersTo(start, body);

    expect(answers.map(statusesOf)).toEqual([[413]]);
    expect(others).toEqual(UNDISTURBED);
    expect(service.memory - memory).toBeLessThan(400); // ten complete bodies would take 1000
  });

  test.each(['zip', 'gzip, gzip'])(
    'a body in an unknown encoding is 415, and nobody is disturbed: %s',
    async (encoding) => {
      const { answers, others } = await answersTo(...packed(encoding, gzipSync('{}')));

      expect(answers.map(statusesOf)).toEqual([[415]]);
      expect(others).toEqual(UNDISTURBED);
    },
  );
});

describe('unusual requests are answered', () => {
  test.each<[string, number[], string]>([
    ['HTTP/0.9', [200], 'GET /api/health\r\n\r\n'],
    ['HTTP/1.0', [200], 'GET /api/v1/context_features HTTP/1.0\r\n\r\n'],
    ['a whole URL in place of a path', [200], head('GET http://other/api/v1/query?settings=', CLOSE)],
    [
      'an upgrade, which is not taken',
      [200],
      head('GET /api/health', { Connection: 'close, upgrade', Upgrade: 'h2c' }),
    ],
    [
      'a wish for 100 Continue',
      [100, 422],
      `${head(RULES, { ...JSON_TYPE, ...CLOSE, Expect: '100-continue', 'Content-Length': 2 })}{}`,
    ],
    ['any other wish', [417], head('GET /api/health', { ...CLOSE, Expect: 'the-unexpected' })],
    ['TRACE', [405], head('TRACE /api/health', CLOSE)],
    ['CONNECT, which is no more than closed', [], head('CONNECT other:443')],
    ['OPTIONS of all', [404], head('OPTIONS *', CLOSE)],
  ])('unusual requests are answered: %s', async (_, statuses, bytes) => {
    const { answers, others } = await answersTo(bytes);

    expect(answers.map(statusesOf)).toEqual([statuses]);
    expect(others).toEqual(UNDISTURBED);
  });

  test('an idle connection is kept longer than the 60 s of most load balancers', async () => {
    const { headers } = await service.heksher.get('/api/health');

    expect(headers.get('keep-alive')).toBe('timeout=75');
  });
});

function numbered(count: number): [string, string][] {
  return Array.from({ length: count }, (_, index) => [`Header-${index}`, 'a']);
}

function packed(encoding: string, body: Buffer): [string, Buffer] {
  const headers = { ...JSON_TYPE, ...CLOSE, 'Content-Encoding': encoding, 'Content-Length': body.length };
  return [head(RULES, headers), body];
}

function chunked(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
}
