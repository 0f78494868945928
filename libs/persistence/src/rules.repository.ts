import {
  DomainError,
  printJson,
  unknownSettings,
  type Condition,
  type JsonValue,
  type NewRule,
  type Rule,
  type WrittenRuleId,
} from '@heksher/domain';
import { RuleRow } from './entities.js';
import { named, type NamedStatement } from './database/named-statements.js';
import { readMetadata, readType, readValue } from './rows.js';
import type { Session } from './database/session.js';

interface RuleSelection {
  id: number;
  setting: string;
  type: string;
  value: string;
  conditions: string;
  metadata: string;
}

/** The whole of each rule `r` of a setting `s`, in one row; conditions and metadata are JSON text. */
const RULE_COLUMNS = `
  r.id, r.setting, s.type, r.value,
  (
    select coalesce(json_agg(json_build_array(c.context_feature, c.feature_value) order by f.index), '[]')
    from conditions c join context_features f on f.name = c.context_feature
    where c.rule = r.id
  ) as conditions,
  (
    select coalesce(jsonb_object_agg(m.key, m.value), '{}')
    from rule_metadata m where m.rule = r.id
  ) as metadata`;

const SELECT = `select ${RULE_COLUMNS} from rules r join settings s on s.name = r.setting`;
const GET = named(`${SELECT} where r.id = $1`);
const LIST_OF = named(`${SELECT} where r.setting = $1 order by r.id`);

const FIND_ID = named(
  `select r.id
   from rules r
   where r.setting = $1
     and r.conditions_key = heksher_conditions_key_of($2::text[], $3::text[])`,
);

const SEARCH = named(
  `select s.name as setting, r.id
   from settings s
   left join rules r
     on r.setting = s.name and r.conditions_key = heksher_conditions_key_of($2::text[], $3::text[])
   where s.name = $1 or s.name = (select a.setting from setting_aliases a where a.alias = $1)
   order by s.name = $1 desc
   limit 1`,
);

const ADD = named(
  `with added as (insert into rules (setting, value) values ($1, $2) returning id)
   insert into conditions (rule, context_feature, feature_value)
   select added.id, condition.feature, condition.value
   from added, unnest($3::text[], $4::text[]) as condition (feature, value)
   returning rule`,
);

/** SQL, since PostgreSQL plans a named statement once for each connection, and rules are removed often. */
const REMOVE = named('delete from rules where id = $1');

/** The largest id that the database's integer can be. */
const MAX_ID = 2 ** 31 - 1;

/** Rules, by their id or by their setting. */
export class RulesRepository {
  constructor(private readonly session: Session) {}

  /** The rule of an id. Throws `not-found`, also for an id beyond what the database can hold. */
  async get({ value, text }: WrittenRuleId): Promise<Rule> {
    const [rule] = value > MAX_ID ? [] : await this.select(GET, value);
    if (!rule) throw new DomainError('not-found', `no rule has the id ${text}`);
    return rule;
  }

  /** The rules of a setting, by its canonical name, in the order of their ids. */
  async listOf(setting: string): Promise<Rule[]> {
    return this.select(LIST_OF, setting);
  }

  /** The id of the setting's rule with exactly these conditions, whatever their order. */
  async findId(setting: string, conditions: readonly Condition[]): Promise<number | undefined> {
    const [row] = await this.session.run<{ id: number }>(FIND_ID, [setting, ...columns(conditions)]);
    return row?.id;
  }

  /**
   * The canonical name of a setting, and the id of its rule with exactly these conditions, if any: in one statement, since
   * a setting that is renamed between two would seem to have no rules. Throws `not-found` if the setting is unknown.
   */
  async search(name: string, conditions: readonly Condition[]): Promise<{ setting: string; id: number | undefined }> {
    const [row] = await this.session.run<{ setting: string; id: number | null }>(SEARCH, [
      name,
      ...columns(conditions),
    ]);
    if (!row) throw unknownSettings([name]);
    return { setting: row.setting, id: row.id ?? undefined };
  }

  /** Adds a rule without its metadata, and returns its id. */
  async add(rule: NewRule): Promise<number> {
    const values = [rule.setting, printJson(rule.value), ...columns(rule.conditions)];
    const [added] = await this.session.run<{ rule: number }>(ADD, values);
    if (!added) throw new Error('a rule was to be added without conditions');
    return added.rule;
  }

  async setValue(id: number, value: JsonValue): Promise<void> {
    await this.session.manager.getRepository(RuleRow).update({ id }, { value: printJson(value) });
  }

  async remove(id: number): Promise<void> {
    await this.session.run(REMOVE, [id]);
  }

  private async select(statement: NamedStatement, value: unknown): Promise<Rule[]> {
    return (await this.session.run<RuleSelection>(statement, [value])).map(toRule);
  }
}

/** Conditions as two arrays of equal length. */
function columns(conditions: readonly Condition[]): [features: string[], values: string[]] {
  return [conditions.map(({ feature }) => feature), conditions.map(({ value }) => value)];
}

function toRule(row: RuleSelection): Rule {
  const conditions = JSON.parse(row.conditions) as [string, string][];
  return {
    id: row.id,
    setting: row.setting,
    value: readValue(row.value, readType(row.type)),
    conditions: conditions.map(([feature, value]) => ({ feature, value })),
    metadata: readMetadata(row.metadata),
  };
}
