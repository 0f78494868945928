import type { QueryRunner } from 'typeorm';

interface RepeatedRule {
  id: number;
  setting: string;
  value: string;
  kept: number;
}

/** Keeps the newest of rules with equal conditions, which is the one that Heksher's clients use. Logs and deletes the rest. */
export async function removeRepeatedRules(runner: QueryRunner): Promise<void> {
  const repeated = (await runner.query(`
    select r.id, r.setting, r.value, newest.id as kept
    from rules r
    join (
      select t.setting, t.conditions_key, max(t.id) as id from rules t group by t.setting, t.conditions_key
    ) newest on newest.setting = r.setting and newest.conditions_key = r.conditions_key and newest.id > r.id
    order by r.id
  `)) as RepeatedRule[];
  for (const rule of repeated) await removeRule(runner, rule);
}

async function removeRule(runner: QueryRunner, { id, setting, value, kept }: RepeatedRule): Promise<void> {
  await runner.query(
    `with head as (select * from heksher_advance_head())
     insert into changes (seq, id, parent, actor, action, settings, before)
     select head.seq, head.id, head.parent, 'migration', 'rule.deleted', array[r.setting], json_build_object(
       'rule_id', r.id,
       'setting', r.setting,
       'value', case when $2 then r.value::json else to_json(r.value) end,
       'feature_values', (
         select coalesce(json_agg(json_build_array(c.context_feature, c.feature_value) order by f.index), '[]')
         from conditions c join context_features f on f.name = c.context_feature
         where c.rule = r.id
       ),
       'metadata', (select coalesce(json_object_agg(m.key, m.value), '{}') from rule_metadata m where m.rule = r.id)
     )
     from rules r, head
     where r.id = $1`,
    [id, isJson(value)],
  );
  await runner.query('delete from rules where id = $1', [id]);
  const text = `rule ${id} of the setting ${setting} was removed, since rule ${kept} has the same conditions`;
  runner.dataSource.logger.log('info', `${text}; the table changes keeps what it was`, runner);
}

/** Another program may have stored something that is no JSON, such as NaN. That is logged as text. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
