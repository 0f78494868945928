import { expect } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { uniqueName } from '../support/given.js';
import type { TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';
import { REFUSED_WITHIN_MS, type Subject } from './outage.js';

/** The outcome of each added rule, by the value of its condition. */
export interface Written {
  acknowledged: string[];
  refused: string[];
  readsRefused: number;
}

const WRITERS = 8;
const READERS = 4;

/** Readers and writers that go on after errors, and expect each answer in time. */
export function startLoad({ heksher, setting, feature }: Subject) {
  const written: Written = { acknowledged: [], refused: [], readsRefused: 0 };
  let isOver = false;
  let served = 0;

  const repeat = async (request: () => Promise<{ status: number }>, done: (status: number) => void) => {
    while (!isOver) {
      const began = performance.now();
      const { status } = await request();
      expect(performance.now() - began).toBeLessThan(REFUSED_WITHIN_MS);
      expect([200, 201, 503]).toContain(status);
      if (status < 300) served++;
      else await sleep(20);
      done(status);
    }
  };
  const write = () => {
    let value = '';
    return repeat(
      () => {
        value = uniqueName('load');
        return heksher.addRule({ setting, feature_values: { [feature]: value }, value: 7, metadata: { a: 1, b: 2 } });
      },
      (status) => (status === 201 ? written.acknowledged : written.refused).push(value),
    );
  };
  const read = () =>
    repeat(
      () => heksher.query({ settings: setting, context_filters: `${feature}:(x)` }),
      (status) => (written.readsRefused += status === 503 ? 1 : 0),
    );
  const all = [...Array.from({ length: WRITERS }, write), ...Array.from({ length: READERS }, read)];
  const failed = Promise.all(all);
  failed.catch(() => undefined); // end() reports it

  return {
    /** Waits until 60 more requests are served. */
    async isWell(): Promise<void> {
      const enough = served + 60;
      await until(() => served >= enough, 'the load to be served');
    },
    /** Ends the load. Throws if an answer was not as expected. */
    async end(): Promise<Written> {
      isOver = true;
      await failed;
      return written;
    },
  };
}

export type Load = ReturnType<typeof startLoad>;

/** Expects every acknowledged rule to be stored. Any other rule is stored and logged, or neither. */
export async function expectWhole(
  database: Pick<TestDatabase, 'sql'>,
  { acknowledged, refused }: Written,
): Promise<void> {
  const rows = await database.sql<{ id: number; value: string; metadata: string; logged: string }>(`
    select r.id, c.feature_value as value,
      (select count(*) from rule_metadata m where m.rule = r.id) as metadata,
      (
        select count(*) from changes l where l.action = 'rule.created' and (l.after ->> 'rule_id')::int = r.id
      ) as logged
    from rules r left join conditions c on c.rule = r.id where r.value = '7'`);
  const stored = new Map(rows.map((row) => [row.value, row]));
  const [log] = await database.sql<{ broken: string; last: string; head: string }>(`
    select
      (
        select count(*) from (select parent, lag(id) over (order by seq) as before from changes) l
        where before is not null and parent is distinct from before
      ) as broken,
      (select id from changes order by seq desc limit 1) as last, (select id from revision_head) as head`);

  expect(acknowledged.filter((value) => !stored.has(value))).toEqual([]);
  expect(rows.filter(({ value, metadata, logged }) => !value || metadata !== '2' || logged !== '1')).toEqual([]);
  const known = new Set([...acknowledged, ...refused]);
  expect(known.size).toBe(acknowledged.length + refused.length);
  expect(log).toEqual({ broken: '0', last: log?.head, head: log?.head });
}
