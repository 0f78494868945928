import type { Touched } from '@heksher/domain';
import type { ReadAccess, WriteAccess } from '../database/access.js';
import type { Database } from '../database/database.js';
import type { Deadline } from '../database/deadline.js';
import type { CachedSettings } from './cached-settings.js';
import type { NameIndex } from './loaded-settings.js';
import { PlanBase } from './plan-base.js';
import { RuleOwners } from './rule-owners.js';
import type { RulesetReader } from './ruleset-reader.js';
import type { Synchronizer } from './synchronizer.js';

/** After so many states that changed while they were read, a plan is made under the lock. */
const TRIES = 3;

/** Reads the states on which plans are made, from the cache if possible. */
export class PlanReader {
  private readonly owners = new RuleOwners();

  constructor(
    private readonly database: Database,
    private readonly cached: CachedSettings,
    private readonly reads: { reader: RulesetReader; synchronizer: Synchronizer },
  ) {}

  /** What is cached, without a head read, so it may be outdated; undefined unless everything is cached. */
  peek(touched: Touched): PlanBase | undefined {
    const { index } = this.cached;
    const owners = this.owners.find(touched.ruleIds);
    if (!index || !owners || !this.isOfThisSchema) return undefined;
    const base = this.assemble(touched, owners, index);
    return base?.hasRules(touched.ruleIds) ? base : undefined;
  }

  /** A state no older than this call. Rules that do not exist are missing from it. Throws `unavailable`. */
  async read(touched: Touched, until: Deadline): Promise<PlanBase> {
    for (let tries = 0; ; tries++) {
      const owners = await this.findOwners(touched.ruleIds, until);
      const names = namesOf(touched, owners);
      const reading = await this.reads.reader.read(names, { until });
      const sequence = this.cached.sequenceOf(reading.revision);
      const everySetting = touched.everySetting ? (await this.reads.reader.readList({ until })).list.settings : [];
      const features = this.cached.index?.features ?? (await this.listFeatures(until));
      const base = new PlanBase({ reading, sequence, names, features, owners, everySetting });
      if (base.hasRules([...owners.keys()]) || tries === TRIES) return base;
      this.owners.forget(touched.ruleIds);
    }
  }

  /** Brings the cache to the parent of a head that a transaction has locked. */
  async catchUp({ head, changes }: WriteAccess): Promise<void> {
    const { cached } = this;
    if (head.parent === null || head.parent === cached.revision) return;
    if (this.reads.synchronizer.followOwn(head.parent)) return;
    const since = await changes.findChangesTo(head, cached.head?.seq);
    cached.follow({ id: head.parent, seq: String(BigInt(head.seq) - 1n), changes: since });
  }

  /** Whether a base is what a plan would be made on under a lock, after `catchUp`. */
  isCurrentUnder({ head }: WriteAccess, base: PlanBase, touched: Touched): boolean {
    return head.parent !== null && head.parent === this.cached.revision && this.isCurrent(base, touched);
  }

  /** Whether a base is what a plan would be made on from the cache. */
  isCurrent(base: PlanBase, touched: Touched): boolean {
    const { revision } = this.cached;
    if (base.revision === undefined || revision === undefined || !this.isOfThisSchema) return false;
    if (base.revision === revision) return true;
    if (touched.everySetting || !base.hasRules(touched.ruleIds)) return false;
    const { features } = this.cached.index ?? {};
    return features === base.features && this.cached.isCurrent(base.reading, base.names);
  }

  /** The state that a transaction has locked, after `catchUp`. What is not cached is loaded in the transaction. */
  async load(touched: Touched, access: WriteAccess): Promise<PlanBase> {
    const found = this.peek(touched);
    if (found && found.revision === access.head.parent) return found;
    const owners = new Map(await access.rules.listOwners(touched.ruleIds));
    const { content: index } = await access.rulesets.loadIndex();
    const names = namesOf(touched, owners);
    const { content: settings } = await access.rulesets.load(names);
    const everySetting = touched.everySetting ? await access.settings.list() : [];
    const unknown = names.filter((name) => !index.canonical.has(name));
    const revision = access.head.parent ?? undefined;
    if (revision !== undefined && revision === this.cached.revision && this.isOfThisSchema) this.keep(index, settings);
    this.owners.note(owners);
    return new PlanBase({
      reading: { revision, settings, unknown },
      sequence: String(BigInt(access.head.seq) - 1n),
      names,
      features: index.features,
      owners,
      everySetting,
    });
  }

  /** Moves the cache on by the latest changes of this process, if it is at the revision before them. */
  followWritten(revision: string): void {
    this.reads.synchronizer.followOwn(revision);
  }

  /** Notes which setting some rules belong to. */
  noteOwners(owners: Iterable<readonly [number, string]>): void {
    this.owners.note(owners);
  }

  /** Whether what is cached was loaded from the schema that the database has now. */
  private get isOfThisSchema(): boolean {
    return this.cached.epoch === this.reads.synchronizer.schemaEpoch;
  }

  private keep(index: NameIndex, settings: Parameters<CachedSettings['add']>[0][]): void {
    this.cached.addIndex(index);
    for (const one of settings) this.cached.add(one);
  }

  private assemble(touched: Touched, owners: ReadonlyMap<number, string>, index: NameIndex): PlanBase | undefined {
    const names = namesOf(touched, owners);
    const reading = this.cached.peek(names);
    const sequence = this.cached.sequenceOf(reading?.revision);
    const everySetting = touched.everySetting ? this.cached.peekList()?.list.settings : [];
    return (
      reading &&
      everySetting &&
      new PlanBase({ reading, sequence, names, features: index.features, owners, everySetting })
    );
  }

  private async findOwners(ids: readonly number[], until: Deadline): Promise<ReadonlyMap<number, string>> {
    if (ids.length === 0) return new Map();
    const known = this.owners.find(ids);
    if (known) return known;
    const owners = await this.database.read(({ rules }) => rules.listOwners(ids), { until });
    this.owners.note(owners);
    return new Map(owners);
  }

  private listFeatures(until: Deadline): Promise<string[]> {
    return this.database.read(({ features }: ReadAccess) => features.list(), { until });
  }
}

/** The names to read: those of the operations, and of the settings that have the touched rules. */
function namesOf({ names }: Touched, owners: ReadonlyMap<number, string>): string[] {
  return [...new Set([...names, ...owners.values()])];
}
