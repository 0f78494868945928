import { beforeAll, describe, expect, test } from '@jest/globals';
import { serve, useApp } from '../support/app.js';
import type { Answer, Heksher } from '../support/heksher.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const app = useApp({ logLevel: 'info' });
const PATH = '/api/v1/settings/size';
const HOUR = { 'Cache-Control': 'max-age=3600' };

let other: Heksher;
let usual: Heksher;
beforeAll(async () => {
  other = await app.replica();
  usual = await app.replica({ logLevel: 'debug' });
  await app.given.features('user');
  await app.given.setting({ name: 'size', configurable_features: ['user'], type: 'int', default_value: 0 });
});

let version = 0;
/** Changes the default of the setting. Answers the sequence of the change. */
async function change(value: number): Promise<string> {
  version += 1;
  const declaration = { name: 'size', configurable_features: ['user'], type: 'int', default_value: value };
  const answer = await app.heksher.declare({ ...declaration, version: `1.${version}` });
  const sequence = answer.headers.get('heksher-sequence');
  expect([answer.status, sequence]).toEqual([200, expect.stringMatching(/^\d+$/)]);
  return sequence ?? '';
}

const read = (heksher: Heksher, sequence: string, path = PATH): Promise<Answer> =>
  heksher.send('GET', path, undefined, { ...HOUR, 'Heksher-Min-Sequence': sequence });

describe.each([
  ['in front of Express', () => other],
  ['behind Express', () => usual],
])('%s', (_, heksherOf) => {
  test('a writer reads its own write through any instance, however old answers may be', async () => {
    for (let value = 1; value <= 10; value++) {
      await heksherOf().send('GET', PATH, undefined, HOUR);
      const sequence = await change(value);
      expect((await read(heksherOf(), sequence)).body).toMatchObject({ default_value: value });
    }
  });

  test.each(['57a', '-1', '1.5', '0x1', '9'.repeat(19), '9'.repeat(31)])('the sequence %s is refused', async (text) => {
    expect((await read(heksherOf(), text)).status).toBe(422);
  });

  test('a change that does not come is refused after a while', async () => {
    const answer = await read(heksherOf(), '999999');

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.body).toMatchObject({ detail: expect.stringContaining('999999') });
  });
});

test('an instance that is held back answers once it has seen the change', async () => {
  const network = await TcpProxy.to(app.database.url);
  const service = await serve(network.url, [], { logLevel: 'info' });
  try {
    await service.heksher.get(PATH);
    network.hang();
    const sequence = await change(77);
    const old = await service.heksher.send('GET', PATH, undefined, HOUR);
    const waiting = read(service.heksher, sequence);
    network.resume();

    expect(old.body).not.toMatchObject({ default_value: 77 });
    expect((await waiting).body).toMatchObject({ default_value: 77 });
  } finally {
    await service.close();
    await network.close();
  }
});
