import { Injectable } from '@nestjs/common';
import {
  EVERYTHING,
  findRuleById,
  foreignFeatures,
  lastAskedAt,
  lastUseOf,
  redundantRules,
  resolverDependentRules,
  staleReasons,
  type CompiledRule,
  type StaleReason,
  type UseKind,
} from '@heksher/domain';
import {
  Database,
  RulesetCache,
  assertAllFound,
  byAnyName,
  onlyLoaded,
  readState,
  type ClientUsage,
  type NameUsage,
  type UsagePlace,
} from '@heksher/persistence';
import { UsageCounter } from '../counting/usage-counter.js';
import { UsageWriter } from '../counting/usage-writer.js';
import type { CountedByClient, UsageSearch } from './usage-request.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The most uses of one setting that are looked through to find out who resolves it. */
const MOST_USES = 10_000;

/** A page of uses. */
interface ListedUses {
  uses: NameUsage[];
  /** Where it ends; absent for the last one. */
  end?: UsagePlace;
  countedSince: Date | undefined;
}

/** A setting that may no longer be needed. */
export interface StaleSetting {
  setting: string;
  reasons: StaleReason[];
  /** The aliases that were asked for since. */
  aliasesInUse: string[];
  /** When it was last asked for; undefined for never. */
  lastAt: Date | undefined;
}

/** A rule and what is known of its use. */
export interface RuleUsage {
  rule: CompiledRule;
  wins: number;
  lastWonAt: Date | undefined;
  never: boolean;
  redundant: boolean;
  dependsOnResolver: boolean;
}

/** Says who asks for which settings. What this instance has counted is written before each answer. */
@Injectable()
export class UsageService {
  constructor(
    readonly database: Database,
    readonly rulesets: RulesetCache,
    private readonly counter: UsageCounter,
    private readonly writer: UsageWriter,
  ) {}

  /**
   * A page of the uses that pass a search, and since when uses are counted. Throws `not-found` if no setting has the name of
   * the search, and `unavailable`.
   */
  async list({ setting, limit, after, ...filter }: UsageSearch): Promise<ListedUses> {
    const names = setting === undefined ? undefined : await this.namesOf(setting);
    await this.writer.flush();
    const [rows, countedSince] = await this.database.read(async ({ usage }) => [
      await usage.list({ ...filter, names }, { after, limit: limit + 1 }),
      await usage.countedSince(),
    ]);
    const uses = rows.slice(0, limit);
    const last = uses.at(-1);
    return { uses, countedSince, ...(rows.length > limit && last && { end: [last.name, last.client, last.kind] }) };
  }

  /** The settings that may no longer be needed, by their names, and since when uses are counted. Throws `unavailable`. */
  async findStale(days: number): Promise<{ stale: StaleSetting[]; countedSince: Date | undefined }> {
    await this.writer.flush();
    const since = new Date(Date.now() - days * DAY_MS);
    const { settings } = await this.rulesets.read(undefined);
    const [uses, countedSince] = await this.database.read(async ({ usage }) => [
      await usage.lastUses(),
      await usage.countedSince(),
    ]);
    const stale = settings.flatMap(({ setting: { name, aliases }, ruleset }): StaleSetting[] => {
      const last = lastUseOf([name, ...aliases], uses);
      const reasons = staleReasons(last, ruleset, since);
      if (reasons.length === 0) return [];
      const aliasesInUse = aliases.filter((alias) => {
        const use = uses.get(alias);
        const at = use && lastAskedAt(use);
        return at !== undefined && at >= since;
      });
      return [{ setting: name, reasons, aliasesInUse, lastAt: lastAskedAt(last) }];
    });
    return { stale, countedSince };
  }

  /** The rules of a setting by descending priority. Throws `not-found`, and `unavailable`. */
  async describeRules(name: string): Promise<{ rules: RuleUsage[]; isComplete: boolean }> {
    await this.writer.flush();
    const { reading, features } = await readState(this, [name]);
    assertAllFound(reading);
    const { setting, ruleset } = onlyLoaded(reading);
    const ids = ruleset.rules.map(({ id }) => id);
    const [wins, uses] = await this.database.read(async ({ usage }) => [
      await usage.wins(ids),
      await usage.list({ names: ['*', setting.name, ...setting.aliases] }, { after: undefined, limit: MOST_USES }),
    ]);
    const redundant = redundantRules(ruleset);
    const dependent = resolverDependentRules(ruleset, features);
    const rules = ruleset.groups.flatMap(({ byValues }) => [...byValues.values()]);
    return {
      rules: rules.map((rule) => ({
        rule,
        wins: wins.get(rule.id)?.wins ?? 0,
        lastWonAt: wins.get(rule.id)?.lastAt,
        never: foreignFeatures(rule, ruleset).length > 0,
        redundant: redundant.has(rule.id),
        dependsOnResolver: dependent.has(rule.id),
      })),
      isComplete: uses.length < MOST_USES && doAllReport(uses),
    };
  }

  /** All clients. Throws `unavailable`. */
  async listClients(): Promise<ClientUsage[]> {
    await this.writer.flush();
    return this.database.read(({ usage }) => usage.listClients());
  }

  /** Takes what a client has counted itself, except what is of no setting or rule. Throws `unavailable`. */
  async take({ client, settings, from, to }: CountedByClient): Promise<void> {
    if (!this.counter.isOn) return;
    const found = byAnyName((await this.rulesets.read(settings.map(({ name }) => name))).settings);
    const names = new Map<string, number>();
    const rules = new Map<number, number>();
    for (const { name, gets, wins } of settings) {
      const ruleset = found.get(name)?.ruleset;
      if (!ruleset) continue;
      names.set(name, (names.get(name) ?? 0) + gets);
      for (const [id, hits] of wins) if (findRuleById(ruleset, id)) rules.set(id, (rules.get(id) ?? 0) + hits);
    }
    this.counter.counts.addCounted(client, { names, rules }, { from, to });
  }

  private async namesOf(name: string): Promise<string[]> {
    if (name === EVERYTHING) return [EVERYTHING];
    const reading = await this.rulesets.read([name]);
    assertAllFound(reading);
    const { setting } = onlyLoaded(reading);
    return [setting.name, ...setting.aliases];
  }
}

/** Whether every client that resolves by itself says which rules have won: those that query also report what they get. */
function doAllReport(uses: readonly NameUsage[]): boolean {
  const clientsOf = (kind: UseKind) => new Set(uses.filter((use) => use.kind === kind).map(({ client }) => client));
  const reporting = clientsOf('get');
  return [...clientsOf('query')].every((client) => reporting.has(client));
}
