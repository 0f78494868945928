import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';
import { findViolations } from '../support/invariants.js';
import { SEED, complaints, expectNone, spread, startFuzzing, type Fuzzing } from './fuzzing.js';
import { requests } from './requests.js';
import { converse, type SentRequest } from './transport.js';

const CONVERSATIONS = 1000;

jest.setTimeout(5 * 60_000);

let fuzzing: Fuzzing;
beforeAll(async () => {
  fuzzing = await startFuzzing();
});
afterAll(() => fuzzing.service.stop());

/** Bytes that break a request line, header or chunk. */
const FRAGMENTS = [
  ...['\0', '\r', '\n', '\r\n', '\r\n\r\n', ' ', '\t', ':', '%', '\u00ff', '\u0080', '#', '?', '&', ';', '\u007f'],
  ...['\r\nX-Injected: 1', '\r\nX-Injected: 1\r\n\r\n', '\r\nContent-Length: 5', '\r\nTransfer-Encoding: chunked'],
  ...['\r\nExpect: 100-continue', '\r\nExpect: x', '\r\nUpgrade: websocket', '\r\nConnection: upgrade', '\r\nHost: b'],
  ...[
    '\r\n folded',
    '\r\nTransfer-Encoding: gzip',
    '\r\nContent-Length: -1',
    'HTTP/0.9',
    'HTTP/9.9',
    '0\r\n\r\n',
    'ffffffffffff',
  ],
];

/** Valid requests with some bytes added, removed or replaced. */
function nearlyHttp(): Arbitrary<Buffer> {
  const edits = fc.array(
    fc.record({ at: fc.nat(), removed: fc.nat({ max: 3 }), added: fc.constantFrom('', ...FRAGMENTS) }),
    { maxLength: 3 },
  );
  const sound = requests(fuzzing.document, { features: [], settings: [], rules: [], tokens: [] }).map(write);
  return fc
    .tuple(sound, edits)
    .map(([text, all]) => all.reduce((edited, edit) => apply(edited, edit), text))
    .map((text) => Buffer.from(text, 'latin1'));
}

function write({ method, target, headers, body }: SentRequest): string {
  const length = body ? { 'Content-Length': String(body.length) } : {};
  const lines = Object.entries({ Host: 'a', Connection: 'close', ...headers, ...length });
  const head = [`${method} ${target} HTTP/1.1`, ...lines.map((line) => line.join(': '))].join('\r\n');
  return `${head}\r\n\r\n${body?.toString('latin1') ?? ''}`;
}

/** Edits the first bytes, which are parsed most strictly. */
function apply(text: string, { at, removed, added }: { at: number; removed: number; added: string }): string {
  const place = at % Math.min(text.length, 300);
  return text.slice(0, place) + added + text.slice(place + removed);
}

/** What is wrong with the answer to such bytes; undefined if it is a valid answer, or none. */
function whyNoAnswer(said: string): string | undefined {
  if (said === '') return undefined;
  if (!/^HTTP\/1\.1 [1-4]\d\d /.test(said)) return 'it is no answer';
  const [head = ''] = said.split('\r\n\r\n', 1);
  if (/^x-injected/im.test(head)) return 'a header of the request has come into the answer';
  return /^HTTP\/1\.1 5\d\d /m.test(said) ? 'it tells a fault of the service' : undefined;
}

test('malformed HTTP is answered in time, and does no harm', async () => {
  const failures: string[] = [];
  const judge = async (bytes: Buffer) => {
    const said = await converse(fuzzing.service.heksher.url, bytes).catch((error: unknown) => `${String(error)}`);
    const why = whyNoAnswer(said);
    const sent = JSON.stringify(bytes.toString('latin1').slice(0, 500));
    if (why !== undefined) failures.push(`${sent}: ${why}: ${said.slice(0, 500)}`);
  };

  await spread(fc.sample(nearlyHttp(), { numRuns: CONVERSATIONS, seed: SEED }), judge);

  expectNone(failures.slice(0, 20));
  expectNone(complaints(fuzzing.service));
  expect((await fetch(`${fuzzing.service.heksher.url}/api/health`)).status).toBe(200);
  expectNone(await findViolations(fuzzing.service.database));
});
