import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { useApp } from '../support/app.js';
import { connect } from '../support/connections.js';
import { until } from '../support/until.js';

const app = useApp();
let program: pg.Client;
let name: string;
let feature: string;

beforeAll(async () => {
  program = await connect(app.database.url);
  app.onStop(() => program.end());
  await program.query("set deadlock_timeout = '1min'"); // PostgreSQL ends the service's transaction, not the other program's
});
beforeEach(async () => {
  const setting = await app.given.setting({ type: 'float' });
  [name, feature] = [setting.name, setting.configurable_features[0] ?? ''];
});
afterEach(async () => {
  await program.query('rollback; drop trigger if exists failing on settings');
  expect(app.logs.filter(({ level }) => level === 'error')).toEqual([]);
});

/** Makes writes to settings fail with a code: the first few, or all. */
async function failing(code: string, times: number): Promise<void> {
  await app.database.sql(`
    drop sequence if exists attempts;
    create sequence attempts;
    create or replace function fail() returns trigger language plpgsql as $$
      begin
        if nextval('attempts') <= ${times} then raise exception 'not now' using errcode = '${code}'; end if;
        return null;
      end $$;
    create trigger failing after update on settings for each statement execute function fail();
  `);
}

/** Waits until a connection of the service waits for a lock. */
async function serviceWaits(): Promise<void> {
  const waiting =
    "select from pg_stat_activity where datname = current_database() and application_name = 'heksher' and wait_event_type = 'Lock'";
  await until(async () => (await app.database.sql(waiting)).length > 0, 'the service to wait for a lock');
}

describe.each(['40001', '40P01'])('a write that fails with %s', (code) => {
  test('a write that conflicts is repeated until it succeeds', async () => {
    await failing(code, 3);

    const answer = await app.heksher.setType(name, { type: 'int', version: '1.1' });

    const changes = await app.database.sql('select action from changes where $1 = any (settings)', [name]);
    expect(answer.status).toBe(204);
    expect((await app.heksher.setting(name)).body).toMatchObject({ type: 'int', version: '1.1' });
    expect(changes).toEqual([{ action: 'setting.created' }, { action: 'setting.type_changed' }]);
  });

  test('a write that keeps conflicting is 503 in the end, and has changed nothing', async () => {
    await failing(code, 1000);
    const [head] = await app.database.sql('select * from revision_head');

    const answer = await app.heksher.setType(name, { type: 'int', version: '1.1' });

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await app.heksher.setting(name)).body).toMatchObject({ type: 'float', version: '1.0' });
    expect(await app.database.sql('select * from revision_head')).toEqual([head]);
  });
});

test('a write that deadlocks with another program waits for it, and is judged by the state it left', async () => {
  await program.query('begin');
  await program.query('select from settings where name = $1 for update', [name]);

  const changing = app.heksher.setType(name, { type: 'int', version: '1.1' });
  await serviceWaits();
  await program.query("insert into rules (setting, value) values ($1, '1.5')", [name]); // waits for the service
  await program.query('commit');

  const answer = await changing;
  expect(answer.status).toBe(409);
  expect(answer.body).toEqual({ conflicts: [expect.stringContaining('incompatible value')] });
});

describe('during a write of the service, another program’s write that the database forbids is a conflict', () => {
  /** Makes the database do something in the service's transaction, after the service has judged the write. */
  async function meanwhile(table: string, statement: string): Promise<void> {
    await app.database.sql(`
      create or replace function interfere() returns trigger language plpgsql as $$
        begin if pg_trigger_depth() = 1 then ${statement}; end if; return new; end $$;
      create trigger interfering before insert on ${table} for each row execute function interfere();
    `);
  }
  afterEach(() => app.database.sql('drop function interfere() cascade'));

  test('a rule that another program adds with the same conditions during a write is a conflict', async () => {
    await meanwhile(
      'rules',
      `with added as (insert into rules (setting, value) values ('${name}', '1') returning id)
       insert into conditions select id, '${feature}', 'x' from added`,
    );

    const answer = await app.heksher.addRule({ setting: name, feature_values: { [feature]: 'x' }, value: 2 });

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ detail: 'a rule with the same conditions exists already' });
    expect(await app.database.sql('select from rules where setting = $1', [name])).toEqual([]);
  });

  test('a setting that another program adds with the same name during a write is a conflict', async () => {
    await meanwhile('settings', "insert into settings values (new.name, 'int', '0', '1.0')");

    const declared = { name: `${name}_twin`, configurable_features: [feature], type: 'int', default_value: 0 };
    const answer = await app.heksher.declare(declared);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ detail: 'a setting of that name exists already' });
  });

  test('a feature that another program deletes during a write is a conflict', async () => {
    await meanwhile('configurable', `delete from context_features where name = '${feature}_gone'`);
    await app.given.feature(`${feature}_gone`);

    const declared = {
      name: `${name}_late`,
      configurable_features: [`${feature}_gone`],
      type: 'int',
      default_value: 0,
    };
    const answer = await app.heksher.declare(declared);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ detail: 'the context feature does not exist any more, or is still in use' });
  });

  test('a feature that another program adds in the same place during a write is a conflict', async () => {
    await meanwhile('context_features', "insert into context_features values (new.name || '_twin', new.index)");

    const answer = await app.heksher.addFeature(`${feature}_new`);

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ detail: 'another context feature has that place' });
  });
});

test('a write that gave up waiting for another program never delays later writes', async () => {
  const service = await app.replica();
  await service.setting(name);
  await program.query("begin; update settings set default_value = '3'");

  const started = Date.now();
  const answers = await Promise.all(
    Array.from({ length: 3 }, (_, i) => service.setType(name, { type: 'float', version: `1.${i + 1}` })),
  );
  const waited = Date.now() - started;
  await program.query('commit');
  const later = await app.heksher.setType(name, { type: 'float', version: '2.0' });
  const again = await service.setType(name, { type: 'float', version: '2.1' });

  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  expect(waited).toBeLessThan(5000);
  expect([later.status, again.status]).toEqual([204, 204]);
  for (const heksher of [service, app.heksher]) {
    expect((await heksher.setting(name)).body).toMatchObject({ default_value: 3, version: '2.1' });
  }
});
