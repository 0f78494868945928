import { LRUCache } from 'lru-cache';
import { changesRulesOnly, leadOnFrom, mayChangeNames } from '@heksher/domain';
import type { ChangeNotice, FollowedHead, RevisionHead } from '../change-log.js';
import { resolveNames, type Listing, type Reading, type StateReading } from './readings.js';
import { SettingList, type LoadedSetting, type NameIndex } from './loaded-settings.js';

/** How many changes are remembered, to tell whether something that was loaded a while ago is still true. */
const REMEMBERED_CHANGES = 1000;

/** The key of the list of all settings among the rulesets: no setting has an empty name. */
const LIST = '';

/** What is in memory of one state of the database: rulesets, names and the list of settings. Bounded in bytes. */
export class CachedSettings {
  /** Entries that were dropped for want of room. */
  evictions = 0;
  private readonly entries: LRUCache<string, LoadedSetting | SettingList>;
  private state: Pick<RevisionHead, 'id' | 'seq'> | undefined;
  /** The epoch of the schema that all of this was read in. */
  private schemaEpoch = 0;
  private names: NameIndex | undefined;
  /** The changes that led to the state, oldest first, as far back as they are remembered and the chain goes. */
  private remembered: ChangeNotice[] = [];

  constructor(maxBytes: number) {
    this.entries = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ bytes }) => bytes,
      dispose: (_entry, _name, reason) => void (reason === 'evict' && this.evictions++),
    });
  }

  /** How many entries there are, the bytes they take, and the most bytes that they may take. */
  get size(): { entries: number; bytes: number; limit: number } {
    const { size: entries, calculatedSize: bytes, maxSize: limit } = this.entries;
    return { entries, bytes, limit };
  }

  /** The state that all of this is of; undefined if there is none. */
  get revision(): string | undefined {
    return this.state?.id;
  }

  /** The sequence of that state. */
  get sequence(): string | undefined {
    return this.state?.seq;
  }

  /** The epoch of the schema that all of this was read in. */
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

  /** Whether a setting is in memory, by its canonical name. */
  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** Adds a setting of this state, and answers it, or the equal one that was added meanwhile. */
  add(loaded: LoadedSetting): LoadedSetting {
    const { name } = loaded.setting;
    const cached = this.get(name);
    if (cached) return cached;
    this.entries.set(name, loaded);
    return loaded;
  }

  /** Adds the names of this state, and answers them, or those that were added meanwhile. */
  addIndex(index: NameIndex): NameIndex {
    this.names ??= index;
    return this.names;
  }

  /** Adds the list of settings of this state, and answers it, or the equal one that was added meanwhile. */
  addList(list: SettingList): SettingList {
    const cached = this.peekList()?.list;
    if (cached) return cached;
    this.entries.set(LIST, list);
    return list;
  }

  /** The settings of names or aliases, or all; undefined unless all of them are in memory. */
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

  /** The list of all settings; undefined unless it is in memory. */
  peekList(): Listing | undefined {
    const list = this.entries.get(LIST);
    return list instanceof SettingList ? { revision: this.revision, list } : undefined;
  }

  /** Whether the same names would be read as this very reading now. */
  isCurrent(reading: Reading | Listing | StateReading, names: readonly string[] | undefined): boolean {
    if (reading.revision === undefined || reading.revision === this.revision) return reading.revision !== undefined;
    if ('list' in reading) return reading.list === this.peekList()?.list;
    if (!('settings' in reading)) return false;
    const now = this.peek(names);
    return (
      now?.settings.length === reading.settings.length && now.settings.every((one, at) => one === reading.settings[at])
    );
  }

  /** The changes from a revision to this state; undefined if they are not remembered, or the one does not lead to the other. */
  changesSince(revision: string): ChangeNotice[] | undefined {
    if (revision === this.revision) return [];
    const at = this.remembered.findIndex(({ id, parent }) => id === revision || parent === revision);
    if (at < 0) return undefined;
    return this.remembered.slice(this.remembered[at]?.id === revision ? at + 1 : at);
  }

  /** Whether a revision is one that led to this state. */
  hasPassed(revision: string | undefined): boolean {
    if (revision === undefined || revision === this.revision) return false;
    return this.remembered.some(({ id, parent }) => id === revision || parent === revision);
  }

  /**
   * Whether a head, for which a head read has just found another revision than this state's, is not a later state. If it is
   * this state itself, that other revision was an older one, since no state comes twice.
   */
  isAheadOf(head: Pick<RevisionHead, 'id' | 'seq'> | undefined): boolean {
    if (!this.state || !head) return false;
    return head.id === this.state.id || BigInt(head.seq) < BigInt(this.state.seq);
  }

  /** Moves on to a head and drops what has changed on the way; everything if the log does not lead there. */
  follow(head: FollowedHead | undefined): void {
    if (head && head.id === this.revision) return;
    const isFollowed =
      this.state && head && leadOnFrom(this.state.id, head.changes) && head.changes.at(-1)?.id === head.id;
    if (!isFollowed || head.changes.some(({ settings }) => settings === null)) this.dropAll();
    else this.drop(head.changes);
    this.state = head && { id: head.id, seq: head.seq };
  }

  /** Drops everything: another epoch of the schema has begun. */
  forget(epoch: number): void {
    this.schemaEpoch = epoch;
    this.dropAll();
    this.state = undefined;
  }

  private dropAll(): void {
    this.entries.clear();
    this.names = undefined;
    this.remembered = [];
  }

  private drop(changes: readonly ChangeNotice[]): void {
    for (const change of changes) {
      for (const name of change.settings ?? []) this.entries.delete(name);
      if (!changesRulesOnly(change)) this.entries.delete(LIST);
      if (mayChangeNames(change)) this.names = undefined;
    }
    this.remembered = [...this.remembered, ...changes].slice(-REMEMBERED_CHANGES);
  }
}
