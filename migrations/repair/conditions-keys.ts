import type { QueryRunner } from 'typeorm';
import { removeRepeatedRules } from '../sql/repeated-rules.js';

/** The rules whose key does not match their conditions, with the right key. */
const WRONG_KEYS = `
  select x.id, x.key from (
    select r.id, r.conditions_key, coalesce(k.key, encode(sha256(''), 'hex')) as key
    from rules r left join (
      select c.rule,
        heksher_conditions_key_of(array_agg(c.context_feature::text), array_agg(c.feature_value::text)) as key
      from conditions c group by c.rule
    ) k on k.rule = r.id
  ) x
  where x.key <> x.conditions_key`;

/** How many rules have a key that does not match their conditions, for example after a load with triggers disabled. */
export async function countWrongKeys(runner: QueryRunner): Promise<number> {
  const [found] = (await runner.query(`select count(*)::integer as count from (${WRONG_KEYS}) as wrong`)) as {
    count: number;
  }[];
  return found?.count ?? 0;
}

/** Drops the constraint on the keys, corrects wrong keys, and removes rules that turn out to be repeated. */
export async function repairConditionsKeys(runner: QueryRunner): Promise<void> {
  await runner.query('lock table rules, conditions in share row exclusive mode');
  await runner.query('alter table rules drop constraint if exists rules_setting_conditions_key');
  await runner.query(
    `update rules set conditions_key = wrong.key from (${WRONG_KEYS}) as wrong where wrong.id = rules.id`,
  );
  await removeRepeatedRules(runner);
}
