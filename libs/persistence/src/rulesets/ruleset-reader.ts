import { DomainError } from '@heksher/domain';
import type { Database } from '../database/database.js';
import type { Deadline } from '../database/deadline.js';
import { HEAD_READ_MS } from '../time-budget.js';
import type { CachedSettings } from './cached-settings.js';
import { NEWEST, type Freshness } from './freshness.js';
import type { ChooseNames, FactualListing, Listing, Reading, StateReading } from './readings.js';
import { RulesetLoader } from './ruleset-loader.js';
import type { Synchronizer } from './synchronizer.js';

/** After so many loads that turn out to be outdated, everything is loaded by one statement. */
const TRIES = 4;

/** When the caller gives up, and how old the state may be; by default it is never stale. */
export interface Wanted {
  until: Deadline;
  freshness?: Freshness;
}

/** Reads what is cached and loads what is not, until all of it is of one revision. */
export class RulesetReader {
  private readonly loader: RulesetLoader;

  constructor(
    private readonly database: Database,
    private readonly cached: CachedSettings,
    private readonly synchronizer: Synchronizer,
  ) {
    this.loader = new RulesetLoader(database, cached, () => synchronizer.catchUp());
  }

  async read(names: readonly string[] | undefined, wanted: Wanted): Promise<Reading> {
    const reading = await this.attempt(wanted, {
      peek: () => this.cached.peek(names),
      complete: () => this.loader.complete(names),
    });
    return reading ?? (await this.loader.readUncached(names, wanted.until));
  }

  /** As `read`, or from memory if the database cannot be reached. */
  async readOrStale(names: readonly string[] | undefined, wanted: Wanted): Promise<Reading> {
    try {
      return await this.read(names, wanted);
    } catch (error) {
      const reading = isUnavailable(error) ? this.peekStale(names) : undefined;
      if (!reading) throw error;
      return reading;
    }
  }

  private peekStale(names: readonly string[] | undefined): Reading | undefined {
    const staleSeconds = this.synchronizer.outage.staleSeconds(performance.now());
    const isKnown = this.cached.revision !== undefined && this.cached.epoch === this.synchronizer.schemaEpoch;
    if (staleSeconds === undefined || !isKnown) return undefined;
    const reading = this.cached.peek(names);
    // A name that was unknown then may be known by now.
    return reading?.unknown.length === 0 ? { ...reading, staleSeconds } : undefined;
  }

  async readList(wanted: Wanted): Promise<Listing> {
    const listing = await this.attempt(wanted, {
      peek: () => this.cached.peekList(),
      complete: () => this.loader.completeList(),
    });
    return listing ?? (await this.loader.readListUncached(wanted.until));
  }

  /** The settings that `choose` names of the list of all settings. */
  async readChosen(choose: ChooseNames, wanted: Wanted): Promise<Reading> {
    const peek = () => {
      const listing = this.cached.peekList();
      return listing && this.cached.peek(choose(listing.list));
    };
    const reading = await this.attempt(wanted, { peek, complete: () => this.completeChosen(choose) });
    if (reading) return reading;
    const { list } = await this.loader.readListUncached(wanted.until);
    return this.loader.readUncached(choose(list), wanted.until);
  }

  /** As `readChosen`, or from memory if the database cannot be reached. */
  async readChosenOrStale(choose: ChooseNames, wanted: Wanted): Promise<Reading> {
    try {
      return await this.readChosen(choose, wanted);
    } catch (error) {
      const listing = isUnavailable(error) ? this.cached.peekList() : undefined;
      const reading = listing && this.peekStale(choose(listing.list));
      if (!reading) throw error;
      return reading;
    }
  }

  /** Loads the list and the chosen settings; undefined if they changed meanwhile. */
  private async completeChosen(choose: ChooseNames): Promise<Reading | undefined> {
    const listing = this.cached.peekList() ?? (await this.loader.completeList());
    const reading = listing && (await this.loader.complete(choose(listing.list)));
    const now = this.cached.peekList();
    return reading?.revision === now?.revision && listing?.list === now?.list ? reading : undefined;
  }

  /** The list of all settings, and the facts about those that `choose` names of it. */
  async readListed(choose: ChooseNames, wanted: Wanted): Promise<FactualListing> {
    const peek = () => {
      const listing = this.cached.peekList();
      const facts = listing && this.cached.peekFacts(choose(listing.list));
      return facts && { ...listing, facts };
    };
    const found = await this.attempt(wanted, { peek, complete: () => this.completeListed(choose).then(peek) });
    if (found) return found;
    const listing = await this.loader.readListUncached(wanted.until);
    return { ...listing, facts: await this.loader.readFactsUncached(choose(listing.list), wanted.until) };
  }

  private async completeListed(choose: ChooseNames): Promise<void> {
    const listing = this.cached.peekList() ?? (await this.loader.completeList());
    if (listing) await this.loader.completeFacts(choose(listing.list));
  }

  /** What is cached, or else loaded; undefined if the database changes faster than that, or has lost its head. */
  private async attempt<Found extends StateReading>(
    { until, freshness = NEWEST }: Wanted,
    { peek, complete }: { peek: () => Found | undefined; complete: () => Promise<Found | undefined> },
  ): Promise<Found | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      const ageMs = this.synchronizer.findAge(freshness);
      if (ageMs === undefined && (await this.synchronize(tries, until, freshness)) === undefined) return undefined;
      const cached = peek();
      if (tries === 0) this.cached.counts[cached ? 'hits' : 'misses']++;
      const found = cached ?? (await this.waitFor(complete(), until));
      if (found && ageMs !== undefined) this.synchronizer.counts.withoutHeadRead++;
      if (found) return withAge(found, ageMs ?? this.synchronizer.standbyAgeMs);
    }
    return undefined;
  }

  /** The first head read ends in time without help. */
  private synchronize(tries: number, until: Deadline, freshness: Freshness): Promise<string | undefined> {
    const synchronized = this.synchronizer.synchronized(freshness);
    return tries === 0 ? synchronized : until.before(synchronized);
  }

  /** The result of a load. If that takes too long, the load goes on, and a later request finds what it has cached. */
  private async waitFor<Found>(load: Promise<Found>, until: Deadline): Promise<Found> {
    try {
      return await until.before(load);
    } catch (error) {
      const isAlive = performance.now() - this.database.answeredAt < HEAD_READ_MS;
      if (until.isOver && isAlive && this.loader.isLoadingMany && isUnavailable(error)) throw stillLoading();
      throw error;
    }
  }
}

function withAge<Found extends StateReading>(found: Found, ageMs: number | undefined): Found {
  return ageMs === undefined ? found : { ...found, ageSeconds: Math.floor(ageMs / 1000) };
}

function isUnavailable(error: unknown): boolean {
  return error instanceof DomainError && error.kind === 'unavailable';
}

function stillLoading(): DomainError {
  return new DomainError('unavailable', 'the settings are still being loaded into memory: ask again in a moment');
}
