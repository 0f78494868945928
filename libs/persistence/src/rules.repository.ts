import { DomainError, unknownSettings, type Condition, type Rule, type WrittenRuleId } from '@heksher/domain';
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
const OWNERS = named('select r.id, r.setting from rules r where r.id = any ($1::integer[])');

const SEARCH = named(
  `select s.name as setting, r.id
   from settings s
   left join rules r
     on r.setting = s.name and r.conditions_key = heksher_conditions_key_of($2::text[], $3::text[])
   where s.name = $1 or s.name = (select a.setting from setting_aliases a where a.alias = $1)
   order by s.name = $1 desc
   limit 1`,
);

/** The largest id that the database's integer can be. */
const MAX_ID = 2 ** 31 - 1;

/** Rules, by their id or by their setting. */
export class RulesRepository {
  constructor(private readonly session: Session) {}

  /** The rule with an id. Throws `not-found`, even for an id too large for the database. */
  async get({ value, text }: WrittenRuleId): Promise<Rule> {
    const [rule] = value > MAX_ID ? [] : await this.select(GET, value);
    if (!rule) throw new DomainError('not-found', `no rule has the id ${text}`);
    return rule;
  }

  /** The canonical name of the setting that each of these rules belongs to, as far as they exist. */
  async listOwners(ids: readonly number[]): Promise<[number, string][]> {
    const possible = ids.filter((id) => id <= MAX_ID);
    if (possible.length === 0) return [];
    const rows = await this.session.run<{ id: number; setting: string }>(OWNERS, [possible]);
    return rows.map(({ id, setting }) => [id, setting]);
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
