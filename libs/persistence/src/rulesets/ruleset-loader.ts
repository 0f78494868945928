import { DomainError, type SettingFacts } from '@heksher/domain';
import type { Database } from '../database/database.js';
import { Deadline } from '../database/deadline.js';
import { LOAD_MS } from '../time-budget.js';
import { CacheLoads } from './cache-loads.js';
import type { CachedSettings } from './cached-settings.js';
import { UNCACHED_BYTES, assertFitsUncached, inPieces, totalOf } from './load-plan.js';
import type { NameIndex } from './loaded-settings.js';
import { resolveNames, toUncached, type Listing, type Reading } from './readings.js';
import { SharedLoads } from './shared-loads.js';

/** Up to this many settings are loaded by one statement, however large they are. */
const FEW = 10;

/** How many pieces of a large load are under way at once: PostgreSQL reads one while this process compiles another. */
const WORKERS = 2;

/** About how many settings one statement loads the facts about, so that it takes well under a second. */
const FACTS_PIECE = 1000;

const MEBIBYTE = 1024 * 1024;

/** Loads what the cache lacks. */
export class RulesetLoader {
  private readonly loads: CacheLoads;
  private readonly large = new SharedLoads<Reading | undefined>();
  private lastLarge: Promise<unknown> = Promise.resolve();

  /** `synchronize` brings the cache to the revision that the database is at when it is called. */
  constructor(
    private readonly database: Database,
    private readonly cached: CachedSettings,
    synchronize: () => Promise<unknown>,
  ) {
    this.loads = new CacheLoads(database, cached, synchronize);
  }

  /** Whether a load of many settings is under way. */
  get isLoadingMany(): boolean {
    return this.large.size > 0;
  }

  /**
   * Loads the settings that are not cached; undefined if they changed meanwhile, and the reading must start again. Throws
   * `too-large` if they are more than this process may hold in memory, and `unavailable`.
   */
  async complete(names: readonly string[] | undefined): Promise<Reading | undefined> {
    const index = this.cached.index ?? (await this.loads.loadIndex());
    if (!index) return undefined;
    const { wanted } = resolveNames(names, index);
    const missing = wanted.filter((name) => !this.cached.has(name));
    if (missing.length === 0) return this.cached.peek(names);
    return missing.length <= FEW ? this.loadAtOnce(names, missing, index) : this.loadLarge(names);
  }

  /** Loads the list of all settings; undefined if it changed meanwhile. Throws `unavailable`. */
  completeList(): Promise<Listing | undefined> {
    return this.loads.loadList();
  }

  /** Loads the facts about settings that are not cached, by their canonical names. Throws `unavailable`. */
  async completeFacts(names: readonly string[]): Promise<void> {
    const missing = names.filter((name) => !this.cached.hasFacts(name));
    for (let at = 0; at < missing.length; at += FACTS_PIECE) {
      await this.loads.loadFacts(missing.slice(at, at + FACTS_PIECE));
    }
  }

  /**
   * Loads everything by one statement, without the cache: for a database that changes faster than it can be followed, or has
   * lost its head. Throws `unavailable` if it is too much for one statement.
   */
  async readUncached(names: readonly string[] | undefined, until: Deadline): Promise<Reading> {
    if (!names || names.length > FEW) {
      assertFitsUncached(await this.database.readNear(({ rulesets }) => rulesets.weigh(names), { until }));
    }
    return toUncached(await this.database.readNear(({ rulesets }) => rulesets.load(names), { until }), names);
  }

  /** Loads the list of all settings without the cache. */
  async readListUncached(until: Deadline): Promise<Listing> {
    const { revision, content } = await this.database.readNear(({ rulesets }) => rulesets.loadList(), { until });
    return { revision, list: content };
  }

  /** Loads the facts about settings without the cache. Settings that are gone meanwhile are missing. */
  async readFactsUncached(names: readonly string[], until: Deadline): Promise<ReadonlyMap<string, SettingFacts>> {
    return (await this.database.readNear(({ facts }) => facts.load(names), { until })).content;
  }

  /** Loads settings by one statement, and answers them with those that are cached, all of one revision. */
  private async loadAtOnce(
    names: readonly string[] | undefined,
    missing: readonly string[],
    index: NameIndex,
  ): Promise<Reading | undefined> {
    const { revision, loaded } = await this.loads.loadSettings(missing);
    // Nothing is awaited from here on, so that what was loaded and what is cached stay of one revision.
    if (this.cached.index !== index || this.cached.revision !== revision) return undefined;
    const { wanted, unknown } = resolveNames(names, index);
    const fresh = new Map(loaded.map((one) => [one.setting.name, one]));
    const settings = wanted.map((name) => fresh.get(name) ?? this.cached.get(name));
    return settings.every((setting) => setting !== undefined) ? { revision, settings, unknown } : undefined;
  }

  /** Loads many settings. Such loads run one after the other; requests for the same names share one. */
  private loadLarge(names: readonly string[] | undefined): Promise<Reading | undefined> {
    return this.large.join(JSON.stringify(names ?? null), () => {
      const load = this.lastLarge.then(() => this.loadInPieces(names));
      this.lastLarge = load.catch(() => undefined);
      return load;
    });
  }

  private async loadInPieces(names: readonly string[] | undefined): Promise<Reading | undefined> {
    const { index } = this.cached;
    if (!index) return undefined;
    const { wanted } = resolveNames(names, index);
    const missing = wanted.filter((name) => !this.cached.has(name));
    if (missing.length === 0) return this.cached.peek(names);
    const weights = await this.database.readNear(
      ({ rulesets }) => rulesets.weigh(missing.length === index.settings.length ? undefined : missing),
      { until: new Deadline(LOAD_MS) },
    );
    const cachedBytes = wanted.reduce((sum, name) => sum + (this.cached.get(name)?.bytes ?? 0), 0);
    const needed = cachedBytes + totalOf(weights);
    if (needed > this.cached.limit) return this.loadUncached(names, wanted, needed);
    await this.loadPieces(inPieces(missing, weights), this.cached.limit - cachedBytes);
    return this.cached.peek(names);
  }

  /** Loads settings that the cache has no room for, if they are small enough. */
  private async loadUncached(
    names: readonly string[] | undefined,
    wanted: readonly string[],
    needed: number,
  ): Promise<Reading | undefined> {
    const { index } = this.cached;
    if (needed > UNCACHED_BYTES) throw this.tooLarge(needed);
    const reading = index && (await this.loadAtOnce(names, wanted, index));
    return reading && { ...reading, isUncached: true };
  }

  /** Loads pieces one after the other. Throws `too-large` as soon as they exceed `room`, in bytes. */
  private async loadPieces(pieces: Iterable<readonly string[]>, room: number): Promise<void> {
    let bytes = 0;
    const work = async () => {
      for (const piece of pieces) {
        const { loaded } = await this.loads.loadSettings(piece);
        bytes += loaded.reduce((sum, one) => sum + one.bytes, 0);
        if (bytes > room) throw this.tooLarge(bytes);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
  }

  private tooLarge(needed: number): DomainError {
    const { limit } = this.cached;
    return new DomainError(
      'too-large',
      `the settings asked for need ${mebibytes(needed)} of memory or more, and HEKSHER_CACHE_MB leaves ` +
        `${mebibytes(limit)} for rules: raise it, or ask for fewer settings`,
    );
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / MEBIBYTE).toPrecision(bytes < 10 * MEBIBYTE ? 2 : 4).replace(/\.0+$/, '')} MiB`;
}
