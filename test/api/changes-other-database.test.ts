import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type pg from 'pg';
import { connect } from '../support/connections.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';
import { EventClient, appendChanges, serveChanges, type SmallService } from './changes-client.js';

jest.setTimeout(60_000);

const STREAM = '/api/v1/changes/stream';

let admin: pg.Client;
beforeAll(async () => {
  admin = await connect(process.env.HEKSHER_TEST_SERVER_URL ?? '');
});
afterAll(() => admin.end());

let database: TestDatabase;
let service: SmallService;
const clients: EventClient[] = [];
beforeEach(async () => {
  database = await createDatabase();
  service = await serveChanges(database.url);
});
afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  await service.close();
  await database.drop();
  await admin.query(`drop database if exists ${database.name}_copy with (force)`);
});

async function follow(path = STREAM, headers: Record<string, string> = {}): Promise<EventClient> {
  const client = await EventClient.open(service.url + path, headers);
  clients.push(client);
  return client;
}

async function closeDatabase(): Promise<void> {
  await admin.query(`alter database ${database.name} allow_connections false`);
  await until(async () => {
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database.name]);
    const { rowCount } = await admin.query('select from pg_stat_activity where datname = $1', [database.name]);
    return rowCount === 0;
  }, 'the connections to be closed');
}

async function openDatabase(): Promise<void> {
  await admin.query(`alter database ${database.name} allow_connections true`);
}

interface Exchange {
  /** The number of changes that the copy does not have. */
  lost: number;
  /** Called once they are made. `head` is the last of them. */
  whenLost(head: string): Promise<void>;
  /** The number of changes made to the copy instead. */
  gained: number;
}

/** Replaces the database, after further changes, by an older copy with other changes. */
async function exchange({ lost, whenLost, gained }: Exchange): Promise<string> {
  const { name } = database;
  await closeDatabase();
  await admin.query(`create database ${name}_copy template ${name}`);
  await openDatabase();
  await whenLost(await appendChanges(database, lost));
  await closeDatabase();
  await admin.query(`alter database ${name} rename to ${name}_old`);
  await admin.query(`alter database ${name}_copy rename to ${name}`);
  await admin.query(`drop database ${name}_old`);
  await openDatabase();
  return appendChanges(database, gained);
}

describe('when another history takes the place of the one that was sent', () => {
  test.each([
    { lost: 3, gained: 3 },
    { lost: 3, gained: 1 },
    { lost: 1, gained: 3 },
  ])(
    'streams send a reset if another history takes the place of theirs, and go on in it: $lost lost, $gained gained',
    async (lengths) => {
      await appendChanges(database, 2);
      const client = await follow();
      const provider = await follow('/ofrep/v1/stream');

      const head = await exchange({
        ...lengths,
        whenLost: (reached) =>
          until(() => clients.every(({ events }) => events.at(-1)?.id === reached), 'all to receive it'),
      });

      await until(() => client.events.some(({ event }) => event === 'reset'), 'the reset');
      await until(() => provider.events.at(-1)?.id === head, 'the event of the provider');
      const next = await appendChanges(database, 1);
      await until(() => client.events.at(-1)?.id === next, 'the next change');
      const afterwards = client.events.slice(client.events.findIndex(({ event }) => event === 'reset'));
      const sequences = afterwards.map(({ id }) => Number(id));
      expect(sequences).toEqual(sequences.map((_, at) => Number(next) - sequences.length + 1 + at));
      expect(afterwards.slice(1).every(({ event }) => event === 'change')).toBe(true);
    },
  );

  test('a client that reconnects after an exchange is sent a reset, although its sequence is in the log', async () => {
    const since = Number(await appendChanges(database, 2));
    const client = await follow();

    const sequence = Number(
      await exchange({
        lost: 2,
        whenLost: async () => {
          await client.first(2);
          client.close();
        },
        gained: 4,
      }),
    );
    const back = await follow(STREAM, { 'Last-Event-ID': String(since + 2) });

    expect(client.ids).toEqual([since + 1, since + 2]);
    expect(await back.first(1)).toEqual([{ id: String(sequence), event: 'reset', data: { sequence } }]);
  });
});

test('a client that reconnects with a sequence from before the log is sent a reset', async () => {
  const sequence = Number(await appendChanges(database, 5));
  await database.sql('delete from changes where seq < $1', [sequence - 1]);

  const begun = await follow(`${STREAM}?since=0`);
  const lost = await follow(`${STREAM}?since=${sequence - 2}`);
  const kept = await follow(`${STREAM}?since=${sequence - 1}`);

  for (const client of [begun, lost]) {
    expect(await client.first(1)).toEqual([{ id: String(sequence), event: 'reset', data: { sequence } }]);
  }
  expect(await kept.first(1)).toMatchObject([{ id: String(sequence), event: 'change' }]);
});

test('when the head is lost and created again, streams send a reset and go on', async () => {
  const client = await follow();
  await database.sql('delete from revision_head');
  const sequence = await appendChanges(database, 1);
  await until(() => client.events.some(({ event, id }) => event === 'reset' && id === sequence), 'the reset');

  const next = await appendChanges(database, 1);

  await until(() => client.events.some(({ event, id }) => event === 'change' && id === next), 'the next change');
});

describe('a backup that is restored into the same tables', () => {
  /** The effect of a restore: every row is written again, unchanged. */
  const restored = 'update revision_head set seq = seq; update changes set seq = seq;';
  const write = `
    with head as (select * from heksher_advance_head())
    insert into changes (seq, id, parent, action) select head.seq, head.id, head.parent, 'external' from head;`;

  test.each([
    [
      'takes back a write',
      `${write} delete from changes where seq > 3; update revision_head set (id, seq, parent) = (select id, seq, parent from changes where seq = 3); ${restored}`,
    ],
    ['is followed by a write', `${restored} ${write}`],
    ['changes nothing', restored],
    [
      'was made by --clean',
      'alter table revision_head rename to was; create table revision_head (like was including all); insert into revision_head select * from was; alter table was rename to other',
    ],
  ])(
    'a backup that is restored into the same tables sends a reset if it %s between two polls',
    async (_, statements) => {
      await appendChanges(database, 2);
      const [all, flags] = [await follow(), await follow('/ofrep/v1/stream')];
      await flags.first(1);
      await appendChanges(database, 0);

      await database.sql(`begin; ${statements}; commit`);

      const [reset] = await all.first(1);
      const head = await appendChanges(database, 0);
      expect(reset).toEqual({ id: head, event: 'reset', data: { sequence: Number(head) } });
      expect((await flags.first(2)).at(-1)).toMatchObject({ event: 'message', id: head });
    },
  );
});
