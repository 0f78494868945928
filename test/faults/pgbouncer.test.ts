import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { OwnPostgres } from '../support/own-postgres.js';
import { isPgBouncerInstalled, startPgBouncer, type PgBouncer } from '../support/pgbouncer.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { expectWhole, startLoad, type Load } from './load.js';
import { expectServed, send, startSubject, untilHealth, type Service, type Subject, type Timed } from './outage.js';

const CONNECTIONS = 5;
const LONG_MS = 60_000;

(isPgBouncerInstalled ? describe : describe.skip)('a server behind PgBouncer', () => {
  let postgres: OwnPostgres;
  let network: TcpProxy;
  let pooler: PgBouncer;
  let service: Service;
  let subject: Subject;
  let load: Load | undefined;
  const logs: Record<string, unknown>[] = [];
  beforeAll(async () => {
    postgres = await OwnPostgres.start();
    network = await TcpProxy.to(postgres.url);
    pooler = await startPgBouncer(network.url, CONNECTIONS);
  }, LONG_MS);
  beforeEach(async () => {
    ({ service, subject } = await startSubject(pooler.url, { logs }));
  });
  afterEach(async () => {
    await load?.end().catch(() => undefined); // told by the test
    await service.close();
  });
  afterAll(async () => {
    await pooler?.stop();
    await network?.close();
    await postgres?.remove();
  });

  test.each<[string, () => unknown, () => unknown]>([
    ['is killed', () => postgres.kill(), () => postgres.start()],
    ['hangs, and never comes back to who waits', () => network.hang(), () => network.forget()],
  ])(
    'that %s under load is served again afterwards, with all that was acknowledged',
    async (_, end, begin) => {
      load = startLoad(subject);
      await load.isWell();

      await end();
      const refused = await untilAnswered((status) => status >= 500);
      await untilHealth(subject.heksher, 500, LONG_MS);
      await begin();
      const served = await untilAnswered((status) => status < 300);
      await untilHealth(subject.heksher, 200, LONG_MS);
      await load.isWell();
      const written = await load.end();

      const unavailable = refused.map(({ name }) => [name, name.startsWith('flag') ? 500 : 503]);
      expect(refused.map(({ name, answer }) => [name, answer.status])).toEqual(unavailable);
      expectServed(served);
      expect(logs.filter(({ message }) => message === 'a request failed')).toEqual([]);
      await expectWhole(postgres, written);
    },
    240_000,
  );

  /** Asks for everything until all of it is answered so, and answers what was last said. */
  async function untilAnswered(isSo: (status: number) => boolean): Promise<Timed[]> {
    for (const began = performance.now(); ; await sleep(50)) {
      const answers = await send(subject);
      if (answers.every(({ answer }) => isSo(answer.status)) || performance.now() - began > LONG_MS) return answers;
    }
  }
});
