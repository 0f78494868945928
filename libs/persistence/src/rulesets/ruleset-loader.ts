import { DomainError, changesRulesOnly, mayChangeNames } from '@heksher/domain';
import type { ChangeNotice } from '../change-log.js';
import type { CachedSettings } from './cached-settings.js';
import type { Database } from '../database/database.js';
import { Deadline } from '../database/deadline.js';
import { inPieces, totalOf } from './load-plan.js';
import { resolveNames, type Listing, type Reading } from './readings.js';
import { byAnyName, type Loaded, type LoadedSetting, type NameIndex, type SettingList } from './loaded-settings.js';

/** The longest that one statement of a load may take. Requests give up earlier; later ones find what was loaded. */
const LOAD_PATIENCE_MS = 15_000;

/** Up to so many settings are loaded by one statement, whatever they weigh. */
const FEW = 10;

/** How many pieces of a large load are under way at once: PostgreSQL reads one while this process arranges the other. */
const WORKERS = 2;

/** Settings that the cache has no room for are loaded all the same if they take no more than this. */
const UNCACHED_BYTES = 16 * 1024 * 1024;

const MEBIBYTE = 1024 * 1024;

/** Loads what the cache lacks. What is loaded is cached only if the log shows that it has not changed since. */
export class RulesetLoader {
  private readonly loading = new Map<string, Promise<Loaded<LoadedSetting[]>>>();
  private readonly large = new Map<string, Promise<Reading | undefined>>();
  private lastLarge: Promise<unknown> = Promise.resolve();
  private loadingIndex: Promise<Loaded<NameIndex>> | undefined;
  private loadingList: Promise<Loaded<SettingList>> | undefined;

  /** `synchronize` brings the cache to the state that the database is in at that moment. */
  constructor(
    private readonly database: Database,
    private readonly cached: CachedSettings,
    private readonly synchronize: () => Promise<unknown>,
  ) {}

  /** Whether a load of many settings is under way. */
  get isBusy(): boolean {
    return this.large.size > 0;
  }

  /** Lets no later request join a load that is under way: another epoch of the schema has begun. */
  forget(): void {
    this.loading.clear();
    this.loadingIndex = undefined;
    this.loadingList = undefined;
  }

  /**
   * Loads what is missing of the settings; undefined if it was no longer true when it came, and the reading must begin again.
   * Throws `too-large` if they are more than this process may hold, and `unavailable`.
   */
  async complete(names: readonly string[] | undefined): Promise<Reading | undefined> {
    const index = this.cached.index ?? (await this.loadNameIndex());
    if (!index) return undefined;
    const { wanted } = resolveNames(names, index);
    const missing = wanted.filter((name) => !this.cached.has(name));
    if (missing.length === 0) return this.cached.peek(names);
    return missing.length <= FEW ? this.loadAtOnce(names, missing, index) : this.loadLarge(names);
  }

  /** Loads the list of all settings; undefined if it was no longer true when it came. Throws `unavailable`. */
  async completeList(): Promise<Listing | undefined> {
    this.loadingList ??= this.database
      .read(({ rulesets }) => rulesets.loadList(), { until: new Deadline(LOAD_PATIENCE_MS) })
      .finally(() => (this.loadingList = undefined));
    const { epoch } = this.cached;
    const { revision, content } = await this.loadingList;
    const changes = await this.changesSince(revision);
    if (!changes?.every(changesRulesOnly) || epoch !== this.cached.epoch) return undefined;
    return { revision: this.cached.revision, list: this.cached.addList(content) };
  }

  /**
   * All of it by one statement, past the cache: for a database that changes faster than it can be followed, or has lost its
   * head. Throws `unavailable` if it is too much for that.
   */
  async readUncached(names: readonly string[] | undefined, until: Deadline): Promise<Reading> {
    if (!names || names.length > FEW) {
      const weights = await this.database.read(({ rulesets }) => rulesets.weigh(names), { until });
      if (totalOf(weights) > UNCACHED_BYTES) {
        throw new DomainError('unavailable', 'the settings change faster than they can be loaded');
      }
    }
    const { revision, content } = await this.database.read(({ rulesets }) => rulesets.load(names), { until });
    const known = byAnyName(content);
    const unknown = [...new Set(names ?? [])].filter((name) => !known.has(name));
    return { revision, settings: content, unknown, isUncached: true };
  }

  /** Loads settings by one statement, and answers them with those that are cached, all of one state. */
  private async loadAtOnce(
    names: readonly string[] | undefined,
    missing: readonly string[],
    index: NameIndex,
  ): Promise<Reading | undefined> {
    const { revision, loaded } = await this.loadMissing(missing);
    // From here on nothing is waited for: what is cached and what was loaded is of one state, or it is not taken.
    if (this.cached.index !== index || this.cached.revision !== revision) return undefined;
    const { wanted, unknown } = resolveNames(names, index);
    const fresh = new Map(loaded.map((one) => [one.setting.name, one]));
    const settings = wanted.map((name) => fresh.get(name) ?? this.cached.get(name));
    return settings.every((setting) => setting !== undefined) ? { revision, settings, unknown } : undefined;
  }

  /** Loads many settings, one such load at a time. All who want the same settings share it. */
  private loadLarge(names: readonly string[] | undefined): Promise<Reading | undefined> {
    const key = names?.join() ?? '';
    let load = this.large.get(key);
    if (!load) {
      load = this.lastLarge.then(() => this.loadInPieces(names)).finally(() => this.large.delete(key));
      this.lastLarge = load.catch(() => undefined);
      this.large.set(key, load);
    }
    return load;
  }

  private async loadInPieces(names: readonly string[] | undefined): Promise<Reading | undefined> {
    const { index } = this.cached;
    if (!index) return undefined;
    const { wanted } = resolveNames(names, index);
    const missing = wanted.filter((name) => !this.cached.has(name));
    if (missing.length === 0) return this.cached.peek(names);
    const weights = await this.database.read(
      ({ rulesets }) => rulesets.weigh(missing.length === index.settings.length ? undefined : missing),
      { until: new Deadline(LOAD_PATIENCE_MS) },
    );
    const cachedBytes = wanted.reduce((sum, name) => sum + (this.cached.get(name)?.bytes ?? 0), 0);
    const needed = cachedBytes + totalOf(weights);
    if (needed > this.cached.size.limit) return this.loadUncached(names, wanted, needed);
    await this.loadPieces(inPieces(missing, weights), this.cached.size.limit - cachedBytes);
    return this.cached.peek(names);
  }

  /** Answers settings that the cache has no room for, if they are still few enough. */
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

  /** Loads pieces one after the other. Throws `too-large` once they turn out to take more than there is room for. */
  private async loadPieces(pieces: Iterable<readonly string[]>, room: number): Promise<void> {
    let bytes = 0;
    const work = async () => {
      for (const piece of pieces) {
        const { loaded } = await this.loadMissing(piece);
        bytes += loaded.reduce((sum, one) => sum + one.bytes, 0);
        if (bytes > room) throw this.tooLarge(bytes);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
  }

  private tooLarge(needed: number): DomainError {
    const { limit } = this.cached.size;
    return new DomainError(
      'too-large',
      `the settings asked for need ${mebibytes(needed)} of memory or more, and HEKSHER_CACHE_MB leaves ` +
        `${mebibytes(limit)} for rules: raise it, or ask for fewer settings`,
    );
  }

  private async loadNameIndex(): Promise<NameIndex | undefined> {
    this.loadingIndex ??= this.database
      .read(({ rulesets }) => rulesets.loadIndex(), { until: new Deadline(LOAD_PATIENCE_MS) })
      .finally(() => (this.loadingIndex = undefined));
    const { epoch } = this.cached;
    const { revision, content } = await this.loadingIndex;
    const changes = await this.changesSince(revision);
    if (!changes || changes.some(mayChangeNames) || epoch !== this.cached.epoch) return undefined;
    return this.cached.addIndex(content);
  }

  /** Loads settings and caches those that have not changed since; these it answers, with the revision that now is. */
  private async loadMissing(
    names: readonly string[],
  ): Promise<{ revision: string | undefined; loaded: LoadedSetting[] }> {
    const key = names.join();
    let loading = this.loading.get(key);
    if (!loading) {
      loading = this.database
        .read(({ rulesets }) => rulesets.load(names), { until: new Deadline(LOAD_PATIENCE_MS) })
        .finally(() => this.loading.delete(key));
      this.loading.set(key, loading);
    }
    const { epoch } = this.cached;
    const { revision, content } = await loading;
    const changes = await this.changesSince(revision);
    if (!changes || epoch !== this.cached.epoch) return { revision: undefined, loaded: [] };
    const touched = new Set(changes.flatMap(({ settings }) => settings ?? []));
    const valid = content.filter(({ setting }) => !touched.has(setting.name));
    return { revision: this.cached.revision, loaded: valid.map((one) => this.cached.add(one)) };
  }

  /** The changes from a revision to the state of the cache; undefined if the one does not lead to the other. */
  private async changesSince(revision: string | undefined): Promise<ChangeNotice[] | undefined> {
    if (revision === undefined) return undefined;
    const known = this.cached.changesSince(revision);
    if (known) return known;
    await this.synchronize();
    return this.cached.changesSince(revision);
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / MEBIBYTE).toPrecision(bytes < 10 * MEBIBYTE ? 2 : 4).replace(/\.0+$/, '')} MiB`;
}
