import { LRUCache } from 'lru-cache';
import { changesRulesOnly, mayChangeNames, type SettingFacts } from '@heksher/domain';
import type { ChangeNotice, HeadWithChanges } from '../change-log.js';
import type { OwnChange } from '../database/own-changes.js';
import { patchSetting } from '../ruleset-rows.js';
import { CachedTokens } from '../tokens/cached-tokens.js';
import type { CacheState } from './counts.js';
import { changesSince, judgeHead, longerTrail, type CachedHead } from './head-follower.js';
import { SettingList, type LoadedSetting, type NameIndex } from './loaded-settings.js';
import { resolveNames, type Listing, type Reading, type StateReading } from './readings.js';

/** The key of the list of all settings. No setting has an empty name. */
const LIST = '';

/**
 * Settings with their rules, their names, the list of all settings, the facts about them and the tokens, at one revision.
 * Settings and the list are bounded in bytes; the rest is small.
 */
export class CachedSettings {
  readonly tokens = new CachedTokens();
  readonly counts = { hits: 0, misses: 0, evictions: 0 };
  private readonly entries: LRUCache<string, LoadedSetting | SettingList>;
  private current: CachedHead | undefined;
  private names: NameIndex | undefined;
  private readonly facts = new Map<string, SettingFacts>();
  private schemaEpoch = 0;

  constructor(maxBytes: number) {
    this.entries = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ bytes }) => bytes,
      dispose: (_entry, _name, reason) => void (reason === 'evict' && this.counts.evictions++),
    });
  }

  get state(): CacheState {
    const { size: entries, calculatedSize: bytes, maxSize: limit } = this.entries;
    return { entries, bytes, limit, ...this.counts };
  }

  /** The most bytes. */
  get limit(): number {
    return this.entries.maxSize;
  }

  /** The head that everything here belongs to; undefined if nothing is cached. */
  get head(): CachedHead | undefined {
    return this.current;
  }

  get revision(): string | undefined {
    return this.current?.id;
  }

  /** The sequence of this revision, or of a recent one before it; undefined if it is not known. */
  sequenceOf(revision: string | undefined): string | undefined {
    if (revision === undefined || !this.current) return undefined;
    if (revision === this.current.id) return this.current.seq;
    return this.current.trail.find(({ id }) => id === revision)?.seq;
  }

  /** The epoch of the schema in which everything here was loaded. */
  get epoch(): number {
    return this.schemaEpoch;
  }

  get index(): NameIndex | undefined {
    return this.names;
  }

  /** A setting by its canonical name. */
  get(name: string): LoadedSetting | undefined {
    const entry = this.entries.get(name);
    return entry instanceof SettingList ? undefined : entry;
  }

  /** Whether a setting is cached, by its canonical name. */
  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** Caches a setting of this revision. Answers it, or the equal one that is already cached. */
  add(loaded: LoadedSetting): LoadedSetting {
    const { name } = loaded.setting;
    const cached = this.get(name);
    if (cached) return cached;
    this.entries.set(name, loaded);
    return loaded;
  }

  /** Caches the names of this revision. Answers them, or the equal ones that are already cached. */
  addIndex(index: NameIndex): NameIndex {
    this.names ??= index;
    return this.names;
  }

  /** Caches the list of settings of this revision. Answers it, or the equal one that is already cached. */
  addList(list: SettingList): SettingList {
    const cached = this.peekList()?.list;
    if (cached) return cached;
    this.entries.set(LIST, list);
    return list;
  }

  /** Caches the facts about a setting of this revision. */
  addFacts(name: string, facts: SettingFacts): void {
    this.facts.set(name, facts);
  }

  /** Whether the facts about a setting are cached, by its canonical name. */
  hasFacts(name: string): boolean {
    return this.facts.has(name);
  }

  /** The facts about settings by their canonical names; undefined unless all of them are cached. */
  peekFacts(names: readonly string[]): ReadonlyMap<string, SettingFacts> | undefined {
    const found = new Map<string, SettingFacts>();
    for (const name of names) {
      const facts = this.facts.get(name);
      if (!facts) return undefined;
      found.set(name, facts);
    }
    return found;
  }

  /** The settings with these names or aliases, or all; undefined unless all of them are cached. */
  peek(names: readonly string[] | undefined): Reading | undefined {
    if (!this.names) return undefined;
    const { wanted, unknown } = resolveNames(names, this.names);
    const settings: LoadedSetting[] = [];
    for (const name of wanted) {
      const setting = this.get(name);
      if (!setting) return undefined;
      settings.push(setting);
    }
    return { revision: this.revision, settings, unknown };
  }

  /** The list of all settings; undefined unless it is cached. */
  peekList(): Listing | undefined {
    const list = this.entries.get(LIST);
    return list instanceof SettingList ? { revision: this.revision, list } : undefined;
  }

  /** Whether reading the same names again would give this very reading. */
  isCurrent(reading: Reading | Listing | StateReading, names: readonly string[] | undefined): boolean {
    if (reading.revision === undefined || reading.revision === this.revision) return reading.revision !== undefined;
    if ('list' in reading) return reading.list === this.peekList()?.list;
    if (!('settings' in reading)) return false;
    const now = this.peek(names);
    return (
      now?.settings.length === reading.settings.length && now.settings.every((one, at) => one === reading.settings[at])
    );
  }

  /** The changes from a revision to this one; undefined if they are no longer known, or do not lead here. */
  changesSince(revision: string): readonly ChangeNotice[] | undefined {
    return this.current && changesSince(this.current, revision);
  }

  /**
   * Whether the changes of this process itself have moved everything here beyond a revision since it was at `started`: then
   * that revision is no older than the call that read it.
   */
  hasPassed(revision: string, started: string | undefined): boolean {
    if (!this.current || started === undefined || started === this.current.id) return false;
    const passed = changesSince(this.current, started);
    return passed?.some(({ parent, id }) => parent === revision || id === revision) ?? false;
  }

  /** Moves on to a head and evicts what has changed on the way. */
  follow(head: HeadWithChanges | undefined): void {
    const verdict = judgeHead(head, this.current);
    if (verdict.kind === 'unchanged') return;
    const changes = verdict.kind === 'advanced' ? verdict.changes : [];
    if (verdict.kind === 'advanced') this.evict(changes);
    else this.evictAll();
    this.current = head && { id: head.id, seq: head.seq, trail: longerTrail(this.current, changes) };
  }

  /** Moves on by a change of this process itself. What it has become of the rules is known, so nothing is loaded again. */
  followOwn({ notice, patches = [], features }: OwnChange): void {
    const { names } = this;
    const before = patches.map(({ setting }) => this.get(setting));
    this.follow({ id: notice.id, seq: notice.seq, changes: [notice] });
    if (!names) return;
    if (features) this.names = { ...names, features };
    patches.forEach((patch, at) => {
      const loaded = before[at];
      if (loaded) this.entries.set(patch.setting, patchSetting(loaded, patch, names.features));
    });
  }

  /** Evicts everything, since another epoch of the schema has begun. */
  forget(epoch: number): void {
    this.schemaEpoch = epoch;
    this.evictAll();
  }

  private evict(changes: readonly ChangeNotice[]): void {
    for (const change of changes) {
      for (const name of change.settings ?? []) {
        this.entries.delete(name);
        this.facts.delete(name);
      }
      this.tokens.evictAfter(change);
      if (!changesRulesOnly(change)) this.entries.delete(LIST);
      if (mayChangeNames(change)) this.names = undefined;
    }
  }

  private evictAll(): void {
    this.entries.clear();
    this.facts.clear();
    this.names = undefined;
    this.tokens.evict();
    this.current = undefined;
  }
}
