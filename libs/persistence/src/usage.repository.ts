import type { LastUse, UseKind } from '@heksher/domain';
import type { Session } from './database/session.js';

/** How often a client asked for a name in one way on a day. */
export interface UseCount {
  /** As it was asked for: a canonical name, an alias, or `*`. */
  name: string;
  client: string;
  kind: UseKind;
  /** In UTC, such as `2026-11-27`. */
  day: string;
  hits: number;
  firstAt: Date;
  lastAt: Date;
}

/** How often a rule won on a day. */
export interface WinCount {
  rule: number;
  day: string;
  wins: number;
  lastAt: Date;
}

/** The uses of a name by a client over some days. */
export interface NameUsage extends Omit<UseCount, 'day'> {
  /** The canonical name of the setting; null for `*` and for names that lead to no setting now. */
  setting: string | null;
  isAlias: boolean;
}

/** Which uses are listed. Absent conditions let all of them pass. */
export interface UsageFilter {
  names?: readonly string[] | undefined;
  client?: string | undefined;
  since?: Date | undefined;
}

/** The place of a row in the list of uses. */
export type UsagePlace = readonly [name: string, client: string, kind: string];

export interface ClientUsage {
  client: string;
  /** How many settings it asked for by name. */
  settings: number;
  lastAt: Date;
}

export interface RuleWins {
  wins: number;
  lastAt: Date;
}

/** Rows are in the order of their keys, so that instances that count the same names do not wait for each other in a circle. */
const ADD_USES = `
  insert into usage (name, client, kind, day, hits, first_at, last_at)
  select u.* from unnest(
    $1::text[], $2::text[], $3::text[], $4::date[], $5::bigint[], $6::timestamptz[], $7::timestamptz[]
  ) as u (name, client, kind, day, hits, first_at, last_at)
  order by u.name, u.client, u.kind, u.day
  on conflict (name, client, kind, day) do update set
    hits = usage.hits + excluded.hits,
    first_at = least(usage.first_at, excluded.first_at),
    last_at = greatest(usage.last_at, excluded.last_at)`;

const ADD_WINS = `
  insert into rule_usage (rule, day, wins, last_at)
  select u.* from unnest($1::integer[], $2::date[], $3::bigint[], $4::timestamptz[]) as u (rule, day, wins, last_at)
  order by u.rule, u.day
  on conflict (rule, day) do update set
    wins = rule_usage.wins + excluded.wins,
    last_at = greatest(rule_usage.last_at, excluded.last_at)`;

const LIST = `
  select u.name, u.client, u.kind, sum(u.hits)::bigint as hits, min(u.first_at) as first_at, max(u.last_at) as last_at,
    max(coalesce(s.name, a.setting)) as setting, bool_or(a.alias is not null) as is_alias
  from usage u
  left join settings s on s.name = u.name
  left join setting_aliases a on a.alias = u.name
  where ($1::text[] is null or u.name = any ($1)) and ($2::text is null or u.client = $2)
    and ($3::timestamptz is null or u.last_at >= $3)
    and ($4::text is null or (u.name collate "C", u.client collate "C", u.kind collate "C") > ($4, $5, $6))
  group by u.name, u.client, u.kind
  order by u.name collate "C", u.client collate "C", u.kind collate "C"
  limit $7`;

const LAST_USES = `
  select u.name, max(u.last_at) filter (where u.kind = 'declare') as declared_at,
    max(u.last_at) filter (where u.kind <> 'declare') as read_at
  from usage u
  group by u.name`;

const CLIENTS = `
  select u.client, count(distinct coalesce(a.setting, u.name)) filter (where u.name <> '*')::integer as settings,
    max(u.last_at) as last_at
  from usage u left join setting_aliases a on a.alias = u.name
  group by u.client
  order by u.client collate "C"`;

const WINS = `
  select r.rule, sum(r.wins)::bigint as wins, max(r.last_at) as last_at from rule_usage r
  where r.rule = any ($1::integer[])
  group by r.rule`;

/** Keeps the locks of one deletion short. */
const BATCH = 5000;

const forget = (table: string) => `
  delete from ${table} where ctid = any (array(
    select t.ctid from ${table} t where t.day < (now() at time zone 'UTC')::date - $1::integer limit ${BATCH}
  ))`;

/** Counts of what clients ask for, and of the rules that win. They belong to no revision. */
export class UsageRepository {
  constructor(private readonly session: Session) {}

  /** Adds to the counts. Two statements. */
  async add(uses: readonly UseCount[], wins: readonly WinCount[]): Promise<void> {
    const { manager } = this.session;
    if (uses.length > 0) {
      await manager.query(ADD_USES, [
        uses.map(({ name }) => name),
        uses.map(({ client }) => client),
        uses.map(({ kind }) => kind),
        uses.map(({ day }) => day),
        uses.map(({ hits }) => hits),
        uses.map(({ firstAt }) => firstAt),
        uses.map(({ lastAt }) => lastAt),
      ]);
    }
    if (wins.length === 0) return;
    await manager.query(ADD_WINS, [
      wins.map(({ rule }) => rule),
      wins.map(({ day }) => day),
      wins.map((one) => one.wins),
      wins.map(({ lastAt }) => lastAt),
    ]);
  }

  /** The uses of names by clients, by name, client and kind, from the one after a place on. */
  async list(
    { names, client, since }: UsageFilter,
    { after, limit }: { after: UsagePlace | undefined; limit: number },
  ): Promise<NameUsage[]> {
    const [name = null, user = null, kind = null] = after ?? [];
    const values = [names ?? null, client ?? null, since ?? null, name, user, kind, limit];
    const rows = await this.session.manager.query<ListedRow[]>(LIST, values);
    return rows.map(({ hits, first_at, last_at, is_alias, ...row }) => {
      return { ...row, hits: Number(hits), firstAt: first_at, lastAt: last_at, isAlias: is_alias };
    });
  }

  /** When each name that was ever asked for was last asked for. */
  async lastUses(): Promise<Map<string, LastUse>> {
    const rows = await this.session.manager.query<LastUseRow[]>(LAST_USES);
    return new Map(
      rows.map(({ name, declared_at, read_at }) => [
        name,
        { declaredAt: declared_at ?? undefined, readAt: read_at ?? undefined },
      ]),
    );
  }

  /** When counting began; undefined if nothing was ever counted. */
  async countedSince(): Promise<Date | undefined> {
    const [row] = await this.session.manager.query<{ at: Date | null }[]>(
      'select min(u.first_at) as at from usage u where u.day = (select min(o.day) from usage o)',
    );
    return row?.at ?? undefined;
  }

  /** All clients by their names. */
  async listClients(): Promise<ClientUsage[]> {
    const rows = await this.session.manager.query<{ client: string; settings: number; last_at: Date }[]>(CLIENTS);
    return rows.map(({ client, settings, last_at }) => ({ client, settings, lastAt: last_at }));
  }

  /** How often rules won, by their ids. Rules that never won have no entry. */
  async wins(rules: readonly number[]): Promise<Map<number, RuleWins>> {
    const rows = await this.session.manager.query<{ rule: number; wins: string; last_at: Date }[]>(WINS, [rules]);
    return new Map(rows.map(({ rule, wins, last_at }) => [rule, { wins: Number(wins), lastAt: last_at }]));
  }

  /** Deletes counts of days that are longer ago, at most 5,000 rows of a table. Returns whether there may be more. */
  async forget(days: number): Promise<boolean> {
    let isMore = false;
    for (const table of ['usage', 'rule_usage']) {
      const [, count] = await this.session.manager.query<[unknown, number]>(forget(table), [days]);
      isMore ||= count === BATCH;
    }
    return isMore;
  }
}

interface ListedRow {
  name: string;
  client: string;
  kind: UseKind;
  /** A whole number. */
  hits: string;
  first_at: Date;
  last_at: Date;
  setting: string | null;
  is_alias: boolean;
}

interface LastUseRow {
  name: string;
  declared_at: Date | null;
  read_at: Date | null;
}
