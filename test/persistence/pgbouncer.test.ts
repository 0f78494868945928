import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { migrate } from '../../migrations/migrate.js';
import { serve, type Service } from '../support/app.js';
import { Given } from '../support/given.js';
import type { Heksher } from '../support/heksher.js';
import { assertInvariants } from '../support/invariants.js';
import { lock } from '../support/connections.js';
import { isPgBouncerInstalled, startPgBouncer, type PgBouncer } from '../support/pgbouncer.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

/** Fewer than the services' connections, so they are switched between clients. */
const CONNECTIONS = 3;

(isPgBouncerInstalled ? describe : describe.skip)('behind PgBouncer in transaction mode', () => {
  let database: TestDatabase;
  let pooler: PgBouncer;
  const services: Service[] = [];
  const replicas = () => services.map(({ heksher }) => heksher) as [Heksher, Heksher];

  beforeAll(async () => {
    database = await createDatabase({ template: 'empty' });
    pooler = await startPgBouncer(database.url, CONNECTIONS);
    await migrate(pooler.url);
    for (let count = 0; count < 2; count++) services.push(await serve(pooler.url, [], { logLevel: 'info' }));
    await new Given(replicas()[0]).features('user', 'theme');
  });
  afterAll(async () => {
    for (const service of services) await service.close();
    await pooler?.stop();
    await database?.drop();
  });

  test('behind PgBouncer, every replica reads what any replica has written', async () => {
    const [one, other] = replicas();
    const setting = await new Given(one).setting({ configurable_features: ['user'] });
    const valueAt = async (replica: Heksher) => {
      const answer = await replica.post('/api/v1/evaluate', { context: { user: 'jim' }, settings: [setting.name] });
      return (answer.body as { settings: Record<string, { value: number }> }).settings[setting.name]?.value;
    };
    const id = await new Given(one).rule({ setting: setting.name, feature_values: { user: 'jim' }, value: 0 });

    for (let value = 1; value <= 100; value++) {
      const [writer, reader] = value % 2 ? [one, other] : [other, one];
      await writer.setRuleValue(id, value);

      expect(await Promise.all([valueAt(reader), valueAt(writer)])).toEqual([value, value]);
    }
  });

  test('behind PgBouncer, concurrent writes and reads succeed and leave the tables sound', async () => {
    const setting = await new Given(replicas()[0]).setting({ configurable_features: ['user', 'theme'] });
    const works = Array.from({ length: 24 }, async (_, at) => {
      const replica = replicas()[at % 2] as Heksher;
      for (let turn = 0; turn < 10; turn++) {
        const values = { user: `user_${at}`, theme: `theme_${turn}` };
        const added = await replica.addRule({ setting: setting.name, feature_values: values, value: turn });
        const answer = await replica.query({ settings: setting.name, context_filters: `user:(user_${at}),theme:*` });

        expect(added.status).toBe(201);
        expect(answer.text).toContain(`"theme_${turn}"`);
      }
    });
    await Promise.all(works);

    const [{ count } = { count: 0 }] = await database.sql<{ count: number }>(
      'select count(*)::int as count from rules where setting = $1',
      [setting.name],
    );
    expect(count).toBe(240);
    await assertInvariants(database);
  });

  test('behind PgBouncer, a read that the service gives up ends in the database and frees its connection', async () => {
    const [replica] = replicas();
    const setting = await new Given(replica).setting({ configurable_features: ['user'] });
    const id = await new Given(replica).rule({ setting: setting.name, feature_values: { user: 'jim' }, value: 1 });
    const held = await lock(database.url, 'lock table rules');

    const refused = await Promise.all(Array.from({ length: CONNECTIONS }, () => replica.rule(id)));
    await untilNobodyWaits();
    const other = await replica.features();
    await held.release();
    const served = await replica.rule(id);

    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 503));
    expect([other.status, served.status]).toEqual([200, 200]);
  });

  async function untilNobodyWaits(): Promise<void> {
    const waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    await until(async () => (await database.sql(waiting)).length === 0, 'nobody to wait for a lock');
  }
});
