import { DomainError, changesRulesOnly, mayChangeNames, type Setting } from '@heksher/domain';
import type { ChangeNotice } from '../change-log.js';
import type { ReadAccess } from '../database/access.js';
import { findHeadAfter, judgeHead } from '../rulesets/head-follower.js';
import { assertFitsUncached, inPieces } from '../rulesets/load-plan.js';
import type { LoadedSetting } from '../rulesets/loaded-settings.js';
import type { Listing, Reading } from '../rulesets/readings.js';
import type { HistoryRepository, PresentHead } from './history.repository.js';

/** A reading of the cache, with the sequence of its revision; undefined if that is not known. */
export type Sequenced<Found> = Found & { at: string | undefined };

/**
 * The newest state, as one snapshot of the database shows it. What was read from the cache shortly before is used if the log
 * shows it to be unchanged, and the rest is loaded in the snapshot. So all of it is of one revision, however fast others write.
 */
export class Present {
  private constructor(
    private readonly access: ReadAccess,
    readonly head: PresentHead,
  ) {}

  /** The change log up to this state. */
  get history(): HistoryRepository {
    return this.access.history;
  }

  /** The state that a snapshot shows. Throws `unavailable` if the database has lost its head. */
  static async in(access: ReadAccess): Promise<Present> {
    const head = await access.history.loadHead();
    if (head.revision !== undefined) return new Present(access, head);
    throw new DomainError(
      'unavailable',
      'the database has lost its head: no earlier state can be read before the next change',
    );
  }

  /** All settings without their rules, in no order. */
  async list(known: Sequenced<Listing>): Promise<readonly Setting[]> {
    const changes = await this.changesSince(known);
    if (changes?.every(changesRulesOnly)) return known.list.settings;
    return (await this.access.rulesets.loadList()).content.settings;
  }

  /**
   * The settings with these canonical names, or all, in no order. Throws `unavailable` if what has changed since the reading is
   * more than this process may load beside its cache.
   */
  async read(names: readonly string[] | undefined, known: Sequenced<Reading>): Promise<LoadedSetting[]> {
    const changes = await this.changesSince(known);
    const touched = changes && new Set(changes.flatMap(({ settings }) => settings ?? []));
    const unchanged = touched ? known.settings.filter(({ setting }) => !touched.has(setting.name)) : [];
    const kept = new Map(unchanged.map((one) => [one.setting.name, one]));
    const wanted = names ?? (await this.everyName(known, changes));
    const missing = wanted.filter((name) => !kept.has(name));
    return [...wanted.flatMap((name) => kept.get(name) ?? []), ...(await this.load(missing))];
  }

  private async everyName(
    { settings }: Reading,
    changes: readonly ChangeNotice[] | undefined,
  ): Promise<readonly string[]> {
    if (changes && !changes.some(mayChangeNames)) return settings.map(({ setting }) => setting.name);
    return (await this.access.rulesets.loadIndex()).content.settings;
  }

  private async load(names: readonly string[]): Promise<LoadedSetting[]> {
    if (names.length === 0) return [];
    const { rulesets } = this.access;
    const weights = await rulesets.weigh(names);
    if (names.length > 1) assertFitsUncached(weights);
    const loaded: LoadedSetting[] = [];
    for (const piece of inPieces(names, weights)) loaded.push(...(await rulesets.load(piece)).content);
    return loaded;
  }

  /** The changes from a reading to this state; undefined if they are not known, or may have touched any setting. */
  private async changesSince({
    revision,
    at,
  }: Sequenced<Listing | Reading>): Promise<readonly ChangeNotice[] | undefined> {
    if (revision === this.head.revision) return [];
    if (revision === undefined || at === undefined) return undefined;
    const known = { id: revision, seq: at, trail: [] };
    const verdict = judgeHead(await findHeadAfter(known)(this.access), known);
    return verdict.kind === 'advanced' ? verdict.changes : undefined;
  }
}
