import type { SettingFacts } from '@heksher/domain';
import { PRINTED_AT } from './change-pages.js';
import type { Session } from './database/session.js';
import type { Loaded } from './rulesets/loaded-settings.js';

/**
 * The number of changes read in log order to find those of settings that change often. The index by setting has no
 * order: it leads to all changes of a setting.
 */
const NEAR = 2000;

/**
 * One row for the head, whose name is null, and one for each setting. Names of no setting have none. The `offset` keeps
 * PostgreSQL from reading the log backwards until it finds a setting, which may be the whole log.
 */
const FACTS = `
  with near as materialized (
    select n.name, max(c.seq) as seq
    from changes c, unnest(c.settings) as n (name)
    where c.seq > (select h.seq from revision_head h) - ${NEAR} and n.name = any ($1::text[])
    group by n.name
  ), latest as materialized (
    select s.name, coalesce(n.seq, (
      select max(o.seq) from (
        select c.seq from changes c where n.seq is null and c.settings && array[s.name::text] offset 0
      ) as o
    )) as seq
    from settings s left join near n on n.name = s.name
    where s.name = any ($1::text[])
  )
  select null as name, (select h.id from revision_head h) as revision, null as rules, null as seq, null as at, null as actor
  union all
  select l.name, null, (select count(*)::integer from rules r where r.setting = l.name), c.seq, ${PRINTED_AT}, c.actor
  from latest l left join changes c on c.seq = l.seq`;

interface HeadRow {
  name: null;
  revision: string | null;
}

interface FactsRow {
  name: string;
  rules: number;
  /** Null if the log has no change that names the setting; then the following ones are null, too. */
  seq: string | null;
  at: string;
  actor: string | null;
}

/** Finds further facts for lists of settings, besides the attributes. */
export class SettingFactsRepository {
  constructor(private readonly session: Session) {}

  /** The facts about settings by their canonical names; those of unknown names are missing. One statement. */
  async load(names: readonly string[]): Promise<Loaded<ReadonlyMap<string, SettingFacts>>> {
    const rows = await this.session.manager.query<(HeadRow | FactsRow)[]>(FACTS, [names]);
    const facts = new Map<string, SettingFacts>();
    let revision: string | undefined;
    for (const row of rows) {
      if (row.name === null) revision = row.revision ?? undefined;
      else facts.set(row.name, toFacts(row));
    }
    return { revision, content: facts };
  }
}

function toFacts({ rules, seq, at, actor }: FactsRow): SettingFacts {
  return { rules, changed: seq === null ? undefined : { seq, at, actor } };
}
