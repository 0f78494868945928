import { Agent, get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature } from '@openfeature/server-sdk';
import { serve, useApp, type Service } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer, Heksher } from '../support/heksher.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { EventClient } from '../api/changes-client.js';
import { ADMIN_TOKEN, accessOn } from './access.js';

const app = useApp({ access: accessOn(), logLevel: 'info' }); // repeated requests are answered from memory
const ADMIN = { Authorization: `Bearer ${ADMIN_TOKEN}` };
const QUERY = '/api/v1/query?settings=size';

let replica: Heksher;
beforeAll(async () => {
  replica = await app.replica();
  await app.heksher.send('POST', '/api/v1/context_features', { context_feature: 'user' }, ADMIN);
  const declared = { name: 'size', configurable_features: ['user'], type: 'int', default_value: 1 };
  await app.heksher.send('POST', '/api/v1/settings/declare', declared, ADMIN);
});

interface Created {
  id: string;
  name: string;
  token: string;
}

async function create(members: object = {}): Promise<Created> {
  const body = { name: uniqueName('token'), role: 'reader', ...members };
  const answer = await app.heksher.send('POST', '/api/v1/tokens', body, ADMIN);
  expect(answer.status).toBe(201);
  return answer.body as Created;
}

const revoke = ({ id }: Created): Promise<Answer> =>
  app.heksher.send('DELETE', `/api/v1/tokens/${id}`, undefined, ADMIN);
const read = (heksher: Heksher, { token }: Created, path = QUERY): Promise<Answer> =>
  heksher.send('GET', path, undefined, { Authorization: `Bearer ${token}` });

test('a token counts at the next request on every instance, and a revoked one does not', async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    const token = await create();
    const before = [await read(replica, token), await read(app.heksher, token)];
    await revoke(token);
    const after = [await read(replica, token), await read(app.heksher, token)];

    expect([...before, ...after].map(({ status }) => status)).toEqual([200, 200, 401, 401]);
  }
});

test('a token whose role is lowered loses it at the next request on every instance', async () => {
  const token = await create({ role: 'editor' });
  const rule = { setting: 'size', feature_values: { nothing: 'a' }, value: 1 };
  const add = () => replica.send('POST', '/api/v1/rules', rule, { Authorization: token.token });
  const before = await add();
  await app.heksher.send('PATCH', `/api/v1/tokens/${token.id}`, { role: 'reader' }, ADMIN);

  expect([before.status, (await add()).status]).toEqual([400, 403]);
});

test('after a rotation with an overlap both tokens count, and without one the new token only', async () => {
  const first = await create();
  const rotate = async (body: object) =>
    (await app.heksher.send('POST', `/api/v1/tokens/${first.id}/rotate`, body, ADMIN)).body as Created;
  const second = await rotate({ overlap_seconds: 60 });
  const both = [await read(replica, first), await read(replica, second)];
  const third = await rotate({});
  const last = [await read(replica, second), await read(replica, third)];

  expect([...both, ...last].map(({ status }) => status)).toEqual([200, 200, 401, 200]);
});

test('a token that another program deletes no longer counts', async () => {
  const token = await create();
  const before = await read(replica, token);
  await app.database.sql(`delete from access_tokens where id = '${token.id}'`);

  expect([before.status, (await read(replica, token)).status]).toEqual([200, 401]);
});

test('each request on a connection is judged by its own token', async () => {
  const [good, gone] = [await create(), await create()];
  await revoke(gone);
  const wrong = `${good.token.slice(0, -1)}${good.token.endsWith('A') ? 'Q' : 'A'}`;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      get(replica.url + QUERY, { agent, headers }, (answer) =>
        answer.resume().on('end', () => resolve(answer.statusCode)),
      ).on('error', reject);
    });
  const tokens = [good.token, good.token, wrong, good.token, gone.token, good.token];
  const statuses: (number | undefined)[] = [];
  for (const token of tokens) statuses.push(await ask({ Authorization: `Bearer ${token}` }));
  statuses.push(await ask({}));
  agent.destroy();

  expect(statuses).toEqual([200, 200, 401, 200, 401, 200, 401]);
});

test('a token expires by the clock', async () => {
  const token = await create({ expires_at: new Date(Date.now() + 1500).toISOString() });
  const before = await read(replica, token);
  await until(async () => (await read(replica, token)).status === 401, 'the token to expire');

  expect(before.status).toBe(200);
});

test.each(['/api/v1/changes/stream', '/ofrep/v1/stream'])(
  'the stream %s ends when its token is revoked',
  async (path) => {
    const token = await create();
    const stream = await EventClient.open(replica.url + path, { 'X-API-Key': token.token });
    await revoke(token);

    expect(stream.status).toBe(200);
    await until(() => stream.isEnded, 'the stream to end');
  },
);

test('nothing that the API answers has the secret of a token', async () => {
  const token = await create();
  const answers = [
    await app.heksher.send('GET', '/api/v1/tokens', undefined, ADMIN),
    await app.heksher.send('GET', '/api/v1/changes?order=desc', undefined, ADMIN),
    await app.heksher.send('GET', `/${token.token}`, undefined, ADMIN),
    await app.heksher.send('GET', `/api/v1/rules/${token.token}`, undefined, ADMIN),
    await app.heksher.get('/metrics'),
  ];
  const secret = token.token.slice(-43);

  expect(answers.filter(({ text }) => text.includes(secret))).toEqual([]);
  expect(JSON.stringify(app.logs)).not.toContain(secret);
});

describe('with stale answers', () => {
  let network: TcpProxy;
  let service: Service;
  beforeAll(async () => {
    network = await TcpProxy.to(app.database.url);
    service = await serve(network.url, [], { access: accessOn(), staleIfErrorSeconds: 60, logLevel: 'info' });
  });
  afterAll(async () => {
    await service.close();
    await network.close();
  });

  test('a revoked token does not count, and while the database is away the last known tokens do', async () => {
    const [revoked, kept] = [await create(), await create()];
    const before = await read(service.heksher, revoked);
    await revoke(revoked);
    const after = [await read(service.heksher, revoked), await read(service.heksher, kept)];
    await network.refuse();
    const away = [await read(service.heksher, revoked), await read(service.heksher, kept)];

    expect(before.status).toBe(200);
    expect(after.map(({ status }) => status)).toEqual([401, 200]);
    expect(away.map(({ status }) => status)).toEqual([401, 200]);
    expect(away[1]?.headers.get('warning')).toBe('110 - "Response is Stale"');
  });
});

describe('the provider of OpenFeature for servers', () => {
  afterAll(() => OpenFeature.close());

  test.each(['Authorization', 'X-API-Key'])('reads flags with its token in %s', async (header) => {
    const { token } = await create();
    const value = header === 'Authorization' ? `Bearer ${token}` : token;
    const provider = new OFREPProvider({ baseUrl: app.heksher.url, headers: [[header, value]] });
    await OpenFeature.setProviderAndWait(provider);

    expect(await OpenFeature.getClient().getNumberValue('size', 0)).toBe(1);
  });

  test('gets its default without a token', async () => {
    await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: app.heksher.url }));
    const details = await OpenFeature.getClient().getNumberDetails('size', 7);

    expect(details).toMatchObject({ value: 7, reason: 'ERROR' });
  });
});
