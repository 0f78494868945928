import { beforeAll, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { ADMIN_TOKEN, accessOn } from './access.js';

const app = useApp({ access: accessOn() });
const FLAGS = '/ofrep/v1/evaluate/flags';
const ADMIN = { Authorization: `Bearer ${ADMIN_TOKEN}` };

/** An answer with all flags, to the admin unless the headers have another token. */
const bulk = (headers: Record<string, string> = {}) =>
  app.heksher.send('POST', FLAGS, { context: {} }, { ...ADMIN, ...headers });

beforeAll(async () => {
  await app.heksher.send('POST', '/api/v1/context_features', { context_feature: 'user' }, ADMIN);
  await app.heksher.send(
    'POST',
    '/api/v1/settings/declare',
    { name: 'size', configurable_features: ['user'], type: 'int', default_value: 1 },
    ADMIN,
  );
});

/** The address of the stream that the answer with all flags names. */
async function streamAddress(): Promise<string> {
  const { body } = await bulk();
  const [{ endpoint }] = (body as { eventStreams: [{ endpoint: { requestUri: string } }] }).eventStreams;
  return endpoint.requestUri;
}

/** The status and the type of the answer to a request for a stream, which is then closed. */
async function open(path: string): Promise<{ status: number; type: string | null }> {
  const closing = new AbortController();
  const { status, headers } = await fetch(app.heksher.url + path, { signal: closing.signal });
  closing.abort();
  return { status, type: headers.get('content-type') };
}

test('the address of the stream has a ticket that opens it without a header', async () => {
  const address = await streamAddress();

  expect(address).toMatch(/^\/ofrep\/v1\/stream\?ticket=/);
  expect(await open(address)).toMatchObject({ status: 200, type: expect.stringContaining('text/event-stream') });
});

test('a ticket opens nothing else, and none or a wrong one does not open the stream', async () => {
  const address = await streamAddress();
  const ticket = address.slice(address.indexOf('?'));

  expect((await open(`/api/v1/changes/stream${ticket}`)).status).toBe(401);
  expect((await open(`/api/v1/settings${ticket}`)).status).toBe(401);
  expect((await open('/ofrep/v1/stream')).status).toBe(401);
  expect((await open('/ofrep/v1/stream?ticket=wrong')).status).toBe(401);
});

test('the ticket is not part of the entity tag', async () => {
  const { body } = await app.heksher.send('POST', '/api/v1/tokens', { name: 'page', role: 'reader' }, ADMIN);
  const first = await bulk();
  const other = await bulk({ Authorization: `Bearer ${(body as { token: string }).token}` });
  const again = await bulk({ 'If-None-Match': first.headers.get('etag') ?? '' });

  expect(other.text).not.toBe(first.text);
  expect(other.headers.get('etag')).toBe(first.headers.get('etag'));
  expect(again.status).toBe(304);
});

test('answers to the same token share a ticket, which opens the stream each time', async () => {
  const addresses = [await streamAddress(), await streamAddress(), await streamAddress()];

  expect(new Set(addresses).size).toBe(1);
  for (const address of addresses) expect((await open(address)).status).toBe(200);
});

test('answers in front of Express have the headers and the body of those of Express', async () => {
  const byExpress = await bulk({ 'Content-Encoding': 'identity' });
  const inFront = await bulk();

  const headersOf = ({ headers }: typeof inFront) =>
    [...headers].filter(([name]) => !/^(date|x-request-id)$/.test(name));
  expect(headersOf(inFront)).toEqual(headersOf(byExpress));
  expect(inFront.text).toBe(byExpress.text);
});
