import { beforeAll, describe, expect, test } from '@jest/globals';
import { parsePublicUrl } from '../../apps/heksher/src/config/public-url.js';
import { TrustedProxies } from '../../apps/heksher/src/config/trusted-proxies.js';
import { useApp } from '../support/app.js';
import type { Answer, Heksher } from '../support/heksher.js';

const FLAGS = '/ofrep/v1/evaluate/flags';
const streamOf = (requestUri: string) => [{ type: 'sse', endpoint: { requestUri }, inactivityDelaySec: 120 }];
const streamsOf = ({ body }: Answer) => (body as { eventStreams?: unknown }).eventStreams;

const app = useApp();
/** A service that trusts the proxies on this machine. */
let trusting: Heksher;
beforeAll(async () => {
  await app.given.setting({ name: 'size' });
  trusting = await app.replica({ trustedProxies: new TrustedProxies(['loopback']) });
});

const publicUrl = parsePublicUrl('https://host.example/heksher/');
const ofrep = { targetingKeyFeature: undefined, areReasonsStrict: false };

test('with streams turned off an answer names none, but the stream is still served', async () => {
  const heksher = await app.replica({ ofrep: { ...ofrep, areStreamsOffered: false } });

  const answer = await heksher.post(FLAGS, {});
  const stream = await heksher.send('HEAD', '/ofrep/v1/stream');

  expect(answer.body).toEqual({ flags: [expect.objectContaining({ key: 'size' })], metadata: {} });
  expect([answer.status, stream.status]).toEqual([200, 200]);
});

test('the stream’s address has the path prefix of the public URL, whatever a proxy says', async () => {
  const heksher = await app.replica({ publicUrl, trustedProxies: new TrustedProxies(['loopback']) });

  const plain = await heksher.post(FLAGS, {});
  const forwarded = await heksher.send('POST', FLAGS, {}, { 'X-Forwarded-Prefix': '/other' });

  expect(streamsOf(plain)).toEqual(streamOf('/heksher/ofrep/v1/stream'));
  expect(forwarded.text).toBe(plain.text);
  expect(plain.headers.get('vary')).toBeNull();
});

test('the stream’s address has the prefix that a trusted proxy names, and the answer varies with it', async () => {
  const answer = await trusting.send('POST', FLAGS, {}, { 'X-Forwarded-Prefix': '/a/b/' });
  const plain = await trusting.post(FLAGS, {});

  expect(streamsOf(answer)).toEqual(streamOf('/a/b/ofrep/v1/stream'));
  expect(streamsOf(plain)).toEqual(streamOf('/ofrep/v1/stream'));
  expect([answer, plain].map(({ headers }) => headers.get('vary'))).toEqual([
    'X-Forwarded-Prefix',
    'X-Forwarded-Prefix',
  ]);
});

test('with origins and trusted proxies an answer varies with both', async () => {
  const corsOrigins = ['https://app.example'];
  const heksher = await app.replica({ corsOrigins, trustedProxies: new TrustedProxies(['loopback']) });

  const answer = await heksher.post(FLAGS, {});

  expect(answer.headers.get('vary')).toBe('Origin, X-Forwarded-Prefix');
});

describe('the prefix of a proxy', () => {
  test('the prefix of a proxy that is not trusted is ignored', async () => {
    const heksher = await app.replica({ trustedProxies: new TrustedProxies(['10.0.0.0/8']) });

    const answers = [
      await heksher.send('POST', FLAGS, {}, { 'X-Forwarded-Prefix': '/evil' }),
      await app.heksher.send('POST', FLAGS, {}, { 'X-Forwarded-Prefix': '/evil' }),
    ];

    expect(answers.map(streamsOf)).toEqual([streamOf('/ofrep/v1/stream'), streamOf('/ofrep/v1/stream')]);
  });

  test.each(['//evil.example', '/..', 'https://evil.example/', '/"onload=', '/a, /b', ''])(
    'the prefix of a proxy is ignored if it is %j',
    async (prefix) => {
      const answer = await trusting.send('POST', FLAGS, {}, { 'X-Forwarded-Prefix': prefix });

      expect(streamsOf(answer)).toEqual(streamOf('/ofrep/v1/stream'));
    },
  );
});

describe('the entity tag', () => {
  const tagOf = ({ headers }: Answer) => headers.get('etag') ?? '';

  test('the entity tag of flags does not match if their stream has another address', async () => {
    const before = await app.heksher.post(FLAGS, {});
    const moved = await app.replica({ publicUrl });
    const without = await app.replica({ ofrep: { ...ofrep, areStreamsOffered: false } });
    const same = await app.replica({});

    const statuses = [];
    for (const heksher of [moved, without, same]) {
      statuses.push((await heksher.send('POST', FLAGS, {}, { 'If-None-Match': tagOf(before) })).status);
    }

    expect(statuses).toEqual([200, 200, 304]);
  });

  test('the entity tag of flags for one prefix does not match for another', async () => {
    const ask = (prefix: string, tag: string) =>
      trusting.send('POST', FLAGS, {}, { 'X-Forwarded-Prefix': prefix, 'If-None-Match': tag });
    const tag = tagOf(await ask('/a', ''));

    const [same, other] = [await ask('/a', tag), await ask('/b', tag)];

    expect([same.status, other.status]).toEqual([304, 200]);
    expect(streamsOf(other)).toEqual(streamOf('/b/ofrep/v1/stream'));
  });
});
