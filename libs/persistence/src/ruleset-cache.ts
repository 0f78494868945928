import { LRUCache } from 'lru-cache';
import { DomainError, leadOnFrom, mayRename, type Setting } from '@heksher/domain';
import type { ChangeNotice, RevisionHead } from './change-log.js';
import type { Database, DoorOptions } from './database.js';
import { Deadline, LOOK_PATIENCE_MS, PATIENCE_MS } from './deadline.js';
import { RevisionBarrier } from './revision-barrier.js';
import { byAnyName, type Loaded, type LoadedSetting, type NameIndex } from './rulesets.repository.js';

/** Settings of one state of the database. */
export interface Reading {
  /** That state; undefined where the database has lost its head. */
  revision: string | undefined;
  /** By canonical name, in the order of the names, each once. */
  settings: readonly LoadedSetting[];
  /** The names that lead to no setting, each once, in the order they were asked for. */
  unknown: readonly string[];
  /** Where the database could not be reached: how many seconds ago this was last known to be its state. */
  staleSeconds?: number;
}

/** How long settings may take to load. Who has waited for them gives up earlier; who asks again later finds them. */
const LOAD_PATIENCE_MS = 15_000;

/** How long nobody looks again after a look at the head that failed, where stale answers are to be had. */
const OUTAGE_MS = 1000;

/** How long the one who then looks again waits for that. */
const PROBE_MS = 200;

/** What a cache holds, and how often that was of use since the start. */
export interface CacheState {
  entries: number;
  bytes: number;
  /** The most bytes. */
  limit: number;
  /** Reads that were answered from memory alone. */
  hits: number;
  /** Reads for which something had to be loaded or computed. */
  misses: number;
  /** Entries that were dropped for want of room. */
  evictions: number;
}

/** How often what was loaded may turn out to be old before everything is loaded in one statement. */
const TRIES = 4;

/** After how many changes since the last look all is loaded anew: to read so many takes tens of milliseconds. */
const MOST_FOLLOWED = 10_000;

/** How many changes are remembered, to tell whether something that was loaded a while ago is still true. */
const REMEMBERED_CHANGES = 1000;

/**
 * Settings with their rules in memory, never older than the call that asks for them: each reading begins with a look at
 * the head of the database, shared by all who read at that moment. What has changed since the last look is dropped, along
 * the chain of the log's changes; where the chain does not lead on from what is held, as in another database, everything.
 */
export class RulesetCache {
  /** What has happened since the start, for who measures. */
  readonly counts = {
    hits: 0,
    misses: 0,
    evictions: 0,
    headReads: 0,
    failedHeadReads: 0,
    headMilliseconds: 0,
    headCallers: 0,
  };
  private readonly barrier: RevisionBarrier<void>;
  private readonly entries: LRUCache<string, LoadedSetting>;
  private readonly loading = new Map<string, Promise<Loaded<LoadedSetting[]>>>();
  private loadingIndex: Promise<Loaded<NameIndex>> | undefined;
  /** The state that everything held belongs to. */
  private held: Pick<RevisionHead, 'id' | 'seq'> | undefined;
  private index: NameIndex | undefined;
  /** The changes that led to `held`, oldest first, as far back as they are remembered and the chain goes. */
  private remembered: ChangeNotice[] = [];
  /** When the last look at the head that succeeded began. */
  private lookedAt = -Infinity;
  /** The last look, where it failed. */
  private failure: { error: unknown; at: number } | undefined;
  private isProbing = false;
  /** The epoch of the schema that everything held was read in. */
  private epoch = 0;

  /** `staleMs` after the last look at the head that succeeded `readOrStale` still answers what is held. */
  constructor(
    private readonly database: Database,
    maxBytes: number,
    private readonly staleMs = 0,
  ) {
    this.entries = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ bytes }) => bytes,
      dispose: (_setting, _name, reason) => void (reason === 'evict' && this.counts.evictions++),
    });
    this.barrier = new RevisionBarrier(() => this.synchronize());
  }

  get state(): CacheState {
    const { entries, counts } = this;
    const { hits, misses, evictions } = counts;
    return { entries: entries.size, bytes: entries.calculatedSize, limit: entries.maxSize, hits, misses, evictions };
  }

  /** Another one means that the database was taken apart: what was made of earlier readings may be wrong. */
  get schemaEpoch(): number {
    return this.database.schema.epoch;
  }

  /** The sequence number of the state that is held; undefined where none is. */
  get sequence(): string | undefined {
    return this.held?.seq;
  }

  /** How many milliseconds ago the head was last seen; NaN where it never was. */
  get ageMs(): number {
    return performance.now() - this.lookedAt;
  }

  /**
   * Waits until what is held reflects every write that was acknowledged before this call, and answers its revision;
   * undefined where the database has lost its head, and nothing can be held. Throws `unavailable`.
   */
  async synchronized(): Promise<string | undefined> {
    this.counts.headCallers++;
    if (this.failure && this.answersStale) await this.lookAgain(this.failure);
    else await this.barrier.current();
    return this.held?.id;
  }

  /** Whether `readOrStale` may answer what is stale. */
  get answersStale(): boolean {
    return this.staleMs > 0;
  }

  /**
   * What is held of the settings, right after `synchronized`; undefined where some of it would have to be loaded. `names`
   * are names or aliases, undefined stands for all settings.
   */
  peek(names: readonly string[] | undefined): Reading | undefined {
    if (!this.index) return undefined;
    const { wanted, unknown } = resolveNames(names, this.index);
    const settings: LoadedSetting[] = [];
    for (const name of wanted) {
      const setting = this.entries.get(name);
      if (!setting) return undefined;
      settings.push(setting);
    }
    return { revision: this.held?.id, settings, unknown };
  }

  /** As `peek`, for an answer. */
  readHeld(names: readonly string[] | undefined): Reading | undefined {
    const reading = this.peek(names);
    if (reading) this.counts.hits++;
    return reading;
  }

  /** Whether reading these names again would give this very reading, right after `synchronized`. */
  isCurrent(reading: Reading, names: readonly string[] | undefined): boolean {
    if (reading.revision === undefined || reading.revision === this.held?.id) return reading.revision !== undefined;
    const now = this.peek(names);
    return (
      now?.settings.length === reading.settings.length && now.settings.every((one, at) => one === reading.settings[at])
    );
  }

  /** The settings, loaded where they are not held: all of one state. Throws `unavailable`. */
  async read(
    names: readonly string[] | undefined,
    { until = new Deadline(PATIENCE_MS) }: DoorOptions = {},
  ): Promise<Reading> {
    for (let tries = 0; tries < TRIES; tries++) {
      const synchronized = this.synchronized(); // the first one ends by itself before the time is over
      if ((await (tries === 0 ? synchronized : until.before(synchronized))) === undefined) break;
      const held = this.peek(names);
      if (tries === 0) this.counts[held ? 'hits' : 'misses']++;
      const reading = held ?? (await until.before(this.complete(names)));
      if (reading) return reading;
    }
    return this.readAtOnce(names, until);
  }

  /**
   * As `read`. Where the database cannot be reached it answers the last state that it was seen in, if that is not too long
   * ago, is held and has all names: that reading has `staleSeconds`.
   */
  async readOrStale(names: readonly string[] | undefined): Promise<Reading> {
    try {
      return await this.read(names);
    } catch (error) {
      const reading = isUnavailable(error) ? this.peekStale(names) : undefined;
      if (!reading) throw error;
      return reading;
    }
  }

  private peekStale(names: readonly string[] | undefined): Reading | undefined {
    const ageMs = performance.now() - this.lookedAt;
    if (ageMs >= this.staleMs || !this.held || this.epoch !== this.schemaEpoch) return undefined;
    const reading = this.peek(names);
    // A name that was unknown then may be known by now.
    if (!reading || reading.unknown.length > 0) return undefined;
    return { ...reading, staleSeconds: Math.floor(ageMs / 1000) };
  }

  /** A look after one that failed: now and then by one who asks, who soon gives up; all others take it to fail again. */
  private async lookAgain(failure: { error: unknown; at: number }): Promise<void> {
    if (this.isOver(failure)) return this.barrier.current();
    if (this.isProbing || performance.now() < failure.at + OUTAGE_MS) throw failure.error;
    this.isProbing = true;
    const look = this.barrier.current().finally(() => (this.isProbing = false));
    await new Deadline(PROBE_MS).before(look);
  }

  /** Whether the database has answered something after a look that failed. */
  private isOver({ at }: { at: number }): boolean {
    return this.database.answeredAt > at;
  }

  /** Loads what is missing; undefined where it was no longer true when it came, and the reading must begin again. */
  private async complete(names: readonly string[] | undefined): Promise<Reading | undefined> {
    const index = this.index ?? (await this.loadNameIndex());
    if (!index) return undefined;
    const { wanted, unknown } = resolveNames(names, index);
    const missing = wanted.filter((name) => !this.entries.has(name));
    if (missing.length === 0) return undefined;
    // Where most is missing all is loaded, so that an answer larger than the cache is still made of one statement.
    const { revision, loaded } = await this.loadMissing(missing.length > wanted.length / 2 ? wanted : missing);

    // From here on nothing is waited for: what is held and what was loaded is of one state, or it is not taken.
    if (this.index !== index || this.held?.id !== revision) return undefined;
    const fresh = new Map(loaded.map((one) => [one.setting.name, one]));
    const settings = wanted.map((name) => fresh.get(name) ?? this.entries.get(name));
    return settings.every((setting) => setting !== undefined) ? { revision, settings, unknown } : undefined;
  }

  private async loadNameIndex(): Promise<NameIndex | undefined> {
    this.loadingIndex ??= this.database
      .read(({ rulesets }) => rulesets.loadIndex(), { until: new Deadline(LOAD_PATIENCE_MS) })
      .finally(() => (this.loadingIndex = undefined));
    const { epoch } = this;
    const { revision, content } = await this.loadingIndex;
    const changes = await this.changesSince(revision);
    if (!changes || changes.some(mayRename) || epoch !== this.epoch) return undefined;
    this.index ??= content;
    return this.index;
  }

  /** Loads settings and holds those that have not changed since; these it answers, with the revision that now is. */
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
    const { epoch } = this;
    const { revision, content } = await loading;
    const changes = await this.changesSince(revision);
    if (!changes || epoch !== this.epoch) return { revision: undefined, loaded: [] };
    const touched = new Set(changes.flatMap(({ settings }) => settings ?? []));
    const valid = content.filter(({ setting }) => !touched.has(setting.name));
    return { revision: this.held?.id, loaded: valid.map((one) => this.hold(one)) };
  }

  /** Holds a setting, or answers the equal one that another reading has come to hold meanwhile. */
  private hold(loaded: LoadedSetting): LoadedSetting {
    const held = this.entries.get(loaded.setting.name);
    if (held) return held;
    this.entries.set(loaded.setting.name, loaded);
    return loaded;
  }

  /** The changes from a revision to what is held now; undefined where the one does not lead to the other. */
  private async changesSince(revision: string | undefined): Promise<ChangeNotice[] | undefined> {
    if (revision === undefined) return undefined;
    if (revision !== this.held?.id && !this.remembered.some(({ id }) => id === revision)) await this.synchronized();
    if (revision === this.held?.id) return [];
    const at = this.remembered.findIndex(({ id, parent }) => id === revision || parent === revision);
    if (at < 0) return undefined;
    return this.remembered.slice(this.remembered[at]?.id === revision ? at + 1 : at);
  }

  /** One statement for all of it: for a database that changes faster than it can be followed, or has lost its head. */
  private async readAtOnce(names: readonly string[] | undefined, until: Deadline): Promise<Reading> {
    const { revision, content } = await this.database.read(({ rulesets }) => rulesets.load(names), { until });
    const known = byAnyName(content);
    return { revision, settings: content, unknown: [...new Set(names ?? [])].filter((name) => !known.has(name)) };
  }

  private async synchronize(): Promise<void> {
    const began = performance.now();
    if (this.failure && this.answersStale && began < this.failure.at + OUTAGE_MS && !this.isOver(this.failure)) {
      throw this.failure.error; // of those who came while the last look failed, and need not wait for another
    }
    try {
      const until = new Deadline(LOOK_PATIENCE_MS);
      const revision = await this.readRevision(until);
      if (this.epoch !== this.schemaEpoch) this.forget();
      if (revision === undefined || revision !== this.held?.id) {
        await this.moveOn(until);
      }
      this.lookedAt = began;
      this.failure = undefined;
    } catch (error) {
      this.failure = { error, at: performance.now() };
      throw error;
    }
  }

  private async readRevision(until: Deadline): Promise<string | undefined> {
    const { counts } = this;
    const start = performance.now();
    counts.headReads++;
    try {
      return await this.database.readRevision({ until });
    } catch (error) {
      counts.failedHeadReads++;
      throw error;
    } finally {
      counts.headMilliseconds += performance.now() - start;
    }
  }

  /** Drops what has changed since the head that is held; all where the log does not lead on from there. */
  private async moveOn(until: Deadline): Promise<void> {
    const { held } = this;
    const head = await this.database.read(({ changes }) => changes.findHeadSince(held?.seq, MOST_FOLLOWED), { until });
    const isFollowed = held && head && leadOnFrom(held.id, head.changes) && head.changes.at(-1)?.id === head.id;
    if (!isFollowed || head.changes.some(({ settings }) => settings === null)) this.dropAll();
    else this.drop(head.changes);
    this.held = head && { id: head.id, seq: head.seq };
  }

  /** Drops all that was read before the database was taken apart, what is being loaded as well. */
  private forget(): void {
    this.epoch = this.schemaEpoch;
    this.dropAll();
    this.held = undefined;
    this.loading.clear();
    this.loadingIndex = undefined;
  }

  private dropAll(): void {
    this.entries.clear();
    this.index = undefined;
    this.remembered = [];
  }

  private drop(changes: readonly ChangeNotice[]): void {
    for (const change of changes) {
      for (const name of change.settings ?? []) this.entries.delete(name);
      if (mayRename(change)) this.index = undefined;
    }
    this.remembered = [...this.remembered, ...changes].slice(-REMEMBERED_CHANGES);
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof DomainError && error.kind === 'unavailable';
}

function resolveNames(
  names: readonly string[] | undefined,
  index: NameIndex,
): { wanted: readonly string[]; unknown: string[] } {
  if (names === undefined) return { wanted: index.settings, unknown: [] };
  const wanted = new Set<string>();
  const unknown = new Set<string>();
  for (const name of names) {
    const canonical = index.canonical.get(name);
    if (canonical === undefined) unknown.add(name);
    else wanted.add(canonical);
  }
  // Names are ASCII: JavaScript's own order of them is that of their code points.
  return { wanted: wanted.size > 1 ? [...wanted].sort() : [...wanted], unknown: [...unknown] };
}

/** Throws `not-found`, naming them, when a reading did not find all names. */
export function assertAllFound({ unknown }: Pick<Reading, 'unknown'>): void {
  if (unknown.length === 0) return;
  const names = unknown.map((name) => JSON.stringify(name)).join(', ');
  throw new DomainError(
    'not-found',
    unknown.length === 1 ? `no setting is called ${names}` : `no settings are called ${names}`,
  );
}

/** A setting under a name that leads to it. */
export type NamedSetting = readonly [name: string, one: LoadedSetting];

/** Each of the names, once and in their order, with the setting that it leads to; undefined stands for canonical names. */
export function byRequestedName({ settings }: Reading, names: readonly string[] | undefined): NamedSetting[] {
  // Names are ASCII: JavaScript's own order of them is that of their code points.
  const asked = names && [...new Set(names)].sort();
  if (!asked || isCanonical(asked, settings)) return settings.map((one) => [one.setting.name, one]);
  const found = byAnyName(settings);
  return asked.flatMap((name): NamedSetting[] => {
    const one = found.get(name);
    return one ? [[name, one]] : [];
  });
}

/** Whether names are the canonical ones of all the settings. */
function isCanonical(names: readonly string[], settings: readonly LoadedSetting[]): boolean {
  return names.length === settings.length && names.every((name, at) => name === settings[at]?.setting.name);
}

/** The setting that a reading of one name has found. */
export function onlySetting({ settings }: Reading): Setting {
  const [found] = settings;
  if (!found || settings.length > 1) throw new Error(`a reading of one setting has ${settings.length}`);
  return found.setting;
}
