import pg from 'pg';
import { CONNECTIONS, type Sample } from './load.js';

/** Adds and deletes a rule with the same statements as the service, with `pg` alone: two transactions. */
async function createAndDelete(client: pg.Client, setting: string, value: string): Promise<void> {
  const head = 'select id, seq, parent from heksher_advance_head()';
  const log = `insert into changes (seq, id, parent, action, settings, after) values ($1, $2, $3, $4, $5, $6)`;

  await client.query('begin');
  const { rows: heads } = await client.query(head);
  const { rows } = await client.query('insert into rules (setting, value) values ($1, $2) returning id', [
    setting,
    '1',
  ]);
  const { id } = rows[0] as { id: number };
  await client.query('insert into conditions values ($1, $2, $3)', [id, 'account', value]);
  await client.query(log, [heads[0].seq, heads[0].id, heads[0].parent, 'rule.created', [setting], '{"rule_id":1}']);
  await client.query('commit');

  await client.query('begin');
  const { rows: next } = await client.query(head);
  await client.query('delete from rules where id = $1', [id]);
  await client.query(log, [next[0].seq, next[0].id, next[0].parent, 'rule.deleted', [setting], '{"rule_id":1}']);
  await client.query('commit');
}

/** Runs the writes of W5 without the service. */
export async function runBareWrites(connectionString: string, setting: string, seconds: number): Promise<Sample> {
  const times: number[] = [];
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(connectionString)));
  const start = performance.now();
  const work = async (client: pg.Client, connection: number) => {
    for (let turn = 0; performance.now() < start + seconds * 1000; turn++) {
      const began = performance.now();
      await createAndDelete(client, setting, `bare_${connection}_${turn}`);
      const half = (performance.now() - began) / 2;
      times.push(half, half);
    }
  };
  await Promise.all(clients.map(work));
  const took = (performance.now() - start) / 1000;
  await Promise.all(clients.map((client) => client.end()));
  return { seconds: took, times, errors: 0 };
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client(connectionString);
  await client.connect();
  return client;
}
