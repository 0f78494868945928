import { Injectable } from '@nestjs/common';
import {
  comparePlaces,
  facetsOf,
  groupNames,
  needsFacts,
  pageOf,
  passesFacts,
  passesFilter,
  passesUses,
  placeOf,
  type Facets,
  type LastUses,
  type Page,
  type Point,
  type PrefixGroup,
  type Setting,
  type SettingFacts,
  type SettingFilter,
  type SettingPlace,
} from '@heksher/domain';
import {
  Database,
  NEWEST,
  PastReader,
  RulesetCache,
  type FactualListing,
  type Freshness,
  type Listing,
  type SettingList,
} from '@heksher/persistence';
import { UsageWriter } from '../counting/usage-writer.js';
import type { PrefixSearch, SettingSearch } from './setting-search-request.js';

type FactsByName = ReadonlyMap<string, SettingFacts>;

/** A page of settings, all of one revision. */
export interface SettingPage {
  settings: readonly Setting[];
  /** About the settings of the page, if they were asked for. */
  facts: FactsByName;
  /** How many settings pass the filter. */
  total: number;
  /** Where the page ends; undefined if it is the last one. */
  end: SettingPlace | undefined;
  listing: Listing;
}

export interface SearchOptions {
  /** Whether the facts about the settings are needed. */
  isWhole: boolean;
  freshness: Freshness;
}

/** Lists and groups settings. Their rules are not loaded. */
@Injectable()
export class SettingSearchService {
  constructor(
    private readonly rulesets: RulesetCache,
    private readonly past: PastReader,
    private readonly database: Database,
    private readonly usage: UsageWriter,
  ) {}

  /** All settings, in the order of their names, now or at a point in time. Throws `gone` as `PastReader.read`. */
  async list(asOf: Point | undefined, freshness: Freshness): Promise<Listing> {
    return asOf ? this.past.readList(asOf) : this.rulesets.readList({ freshness });
  }

  /** A page of the settings that pass a filter. */
  async search(search: SettingSearch, { isWhole, freshness }: SearchOptions): Promise<SettingPage> {
    const { filter, order } = search;
    const uses = await this.lastUses(filter);
    const isOfAll = order === '-changed' || needsFacts(filter);
    const candidates = rememberLast((list: SettingList) => filtered(list, filter, uses));
    const choose = (list: SettingList) => {
      if (isOfAll) return namesOf(candidates(list));
      return isWhole ? namesOf(page(candidates(list), search).items) : [];
    };
    const listing = await this.rulesets.readListed(choose, freshnessFor(filter, freshness));
    const { facts } = listing;
    const passing = withFacts(candidates(listing.list), facts, filter);
    const { items, isMore } = page(passing, search, facts);
    const last = items.at(-1);
    const end = isMore && last ? placeOf(last.name, facts.get(last.name)?.changed) : undefined;
    return { settings: items, facts, total: passing.length, end, listing };
  }

  /** A page of the groups that the names of settings form right under a prefix. */
  async listPrefixes(
    { filter, under, limit, after }: PrefixSearch,
    freshness: Freshness,
  ): Promise<Page<PrefixGroup> & { listing: Listing }> {
    const uses = await this.lastUses(filter);
    const candidates = rememberLast((list: SettingList) =>
      filtered(list, filter, uses).filter(({ name }) => name.startsWith(under)),
    );
    const listing = await this.rulesets.readListed(
      (list) => namesOf(candidates(list)),
      freshnessFor(filter, freshness),
    );
    const { facts } = listing;
    const passing = withFacts(candidates(listing.list), facts, filter);
    const groups = groupNames(under, passing, (name) => facts.get(name)?.rules ?? 0);
    const isAfter = after === undefined ? undefined : ({ prefix }: PrefixGroup) => prefix > after;
    return { ...pageOf(groups, { limit, isAfter }), listing };
  }

  /** What the settings that pass a filter have in common. */
  async countFacets(filter: SettingFilter, freshness: Freshness): Promise<{ facets: Facets; listing: FactualListing }> {
    const uses = await this.lastUses(filter);
    const candidates = rememberLast((list: SettingList) => filtered(list, filter, uses));
    const choose = (list: SettingList) => (needsFacts(filter) ? namesOf(candidates(list)) : []);
    const listing = await this.rulesets.readListed(choose, freshnessFor(filter, freshness));
    return { facets: facetsOf(withFacts(candidates(listing.list), listing.facts, filter)), listing };
  }

  /** The last uses of all names, if a filter needs them. */
  private async lastUses({ unusedSince }: SettingFilter): Promise<LastUses> {
    if (unusedSince === undefined) return new Map();
    await this.usage.flush();
    return this.database.read(({ usage }) => usage.lastUses());
  }
}

/** An answer about uses belongs to no revision, so it cannot say how old it is. */
function freshnessFor({ unusedSince }: SettingFilter, freshness: Freshness): { freshness: Freshness } {
  return { freshness: unusedSince === undefined ? freshness : NEWEST };
}

/** The settings whose attributes and last uses pass a filter. */
function filtered({ settings }: SettingList, filter: SettingFilter, uses: LastUses): Setting[] {
  return settings.filter((setting) => passesFilter(setting, filter) && passesUses(setting, filter, uses));
}

/** Those of settings about which the facts pass a filter, too. */
function withFacts(settings: readonly Setting[], facts: FactsByName, filter: SettingFilter): readonly Setting[] {
  if (!needsFacts(filter)) return settings;
  return settings.filter(({ name }) => passesFacts(facts.get(name) ?? NO_FACTS, filter));
}

/** About a setting that was deleted meanwhile. */
const NO_FACTS: SettingFacts = { rules: 0, changed: undefined };

function namesOf(settings: readonly Setting[]): string[] {
  return settings.map(({ name }) => name);
}

/** A page of settings that are sorted by name. */
function page(
  settings: readonly Setting[],
  { order, limit, after }: Pick<SettingSearch, 'order' | 'limit' | 'after'>,
  facts: FactsByName = new Map(),
): Page<Setting> {
  const listed = settings.map((setting) => ({
    setting,
    place: placeOf(setting.name, facts.get(setting.name)?.changed),
  }));
  if (order !== 'name') listed.sort((a, b) => comparePlaces(a.place, b.place, order));
  const isAfter = after && (({ place }: (typeof listed)[number]) => comparePlaces(place, after, order) > 0);
  const { items, isMore } = pageOf(listed, { limit, isAfter });
  return { items: items.map(({ setting }) => setting), isMore };
}

/** The same function, which is not called again for the argument of the last call. */
function rememberLast<Argument, Result>(compute: (argument: Argument) => Result): (argument: Argument) => Result {
  let last: { argument: Argument; result: Result } | undefined;
  return (argument) => {
    if (last?.argument !== argument) last = { argument, result: compute(argument) };
    return last.result;
  };
}
