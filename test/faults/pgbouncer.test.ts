import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Service } from '../support/app.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { isPgBouncerInstalled, startPgBouncer, type PgBouncer } from '../support/pgbouncer.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { expectWhole, startLoad, type Load } from './load.js';
import { expectServed, send, startSubject, untilHealth, type Subject, type Timed } from './outage.js';

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
    await load?.end().catch(() => undefined); // the test reports it
    await service.close();
  });
  afterAll(async () => {
    await pooler?.stop();
    await network?.close();
    await postgres?.remove();
  });

  test.each<[string, () => unknown, () => unknown]>([
    ['is killed', () => postgres.kill(), () => postgres.start()],
    ['hangs, and never answers its old connections', () => network.hang(), () => network.forget()],
  ])(
    'when the server behind PgBouncer %s under load, requests succeed again afterwards and no acknowledged write is lost',
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

  /** Sends every request until all statuses are as expected, and returns the last answers. */
  async function untilAnswered(isExpected: (status: number) => boolean): Promise<Timed[]> {
    let answers: Timed[] = [];
    const areExpected = async () => {
      answers = await send(subject);
      return answers.every(({ answer }) => isExpected(answer.status));
    };
    const told = () => JSON.stringify(answers.map(({ name, answer }) => [name, answer.status]));
    await until(areExpected, () => `other answers than ${told()}`, LONG_MS);
    return answers;
  }
});
