import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { OwnPostgres } from '../support/own-postgres.js';
import { isPgBouncerInstalled, startPgBouncer, type PgBouncer } from '../support/pgbouncer.js';
import { expectWhole, startLoad, type Load } from './load.js';
import { expectServed, send, startSubject, untilHealth, type Service, type Subject, type Timed } from './outage.js';

const CONNECTIONS = 5;
const LONG_MS = 60_000;

(isPgBouncerInstalled ? describe : describe.skip)('a server behind PgBouncer', () => {
  let postgres: OwnPostgres;
  let pooler: PgBouncer;
  let service: Service;
  let subject: Subject;
  let load: Load | undefined;
  const logs: Record<string, unknown>[] = [];
  beforeAll(async () => {
    postgres = await OwnPostgres.start();
    pooler = await startPgBouncer(postgres.url, CONNECTIONS);
    ({ service, subject } = await startSubject(pooler.url, { logs }));
  }, LONG_MS);
  afterAll(async () => {
    await load?.end().catch(() => undefined); // told by the test
    await service?.close();
    await pooler?.stop();
    await postgres?.remove();
  });

  test('that is killed under load is served again once it is back, with all that was acknowledged', async () => {
    load = startLoad(subject);
    await load.isWell();

    await postgres.kill();
    const refused = await untilAnswered((status) => status >= 500);
    await untilHealth(subject.heksher, 500, LONG_MS);
    await postgres.start();
    const served = await untilAnswered((status) => status < 300);
    await untilHealth(subject.heksher, 200, LONG_MS);
    await load.isWell();
    const written = await load.end();

    const unavailable = refused.map(({ name }) => [name, name.startsWith('flag') ? 500 : 503]);
    expect(refused.map(({ name, answer }) => [name, answer.status])).toEqual(unavailable);
    expectServed(served);
    expect(logs.filter(({ message }) => message === 'a request failed')).toEqual([]);
    await expectWhole(postgres, written);
  }, 240_000);

  /** Asks for everything until all of it is answered so, and answers what was last said. */
  async function untilAnswered(isSo: (status: number) => boolean): Promise<Timed[]> {
    for (const began = performance.now(); ; await sleep(50)) {
      const answers = await send(subject);
      if (answers.every(({ answer }) => isSo(answer.status)) || performance.now() - began > LONG_MS) return answers;
    }
  }
});
