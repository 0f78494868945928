import {
  DomainError,
  PastState,
  compareCodePoints,
  type BaseSetting,
  type PastSetting,
  type Point,
  type Setting,
} from '@heksher/domain';
import type { Database } from '../database/database.js';
import { Deadline } from '../database/deadline.js';
import { estimateBytes } from '../ruleset-rows.js';
import { SettingList, type LoadedSetting } from '../rulesets/loaded-settings.js';
import type { Listing, Reading } from '../rulesets/readings.js';
import type { RulesetCache } from '../rulesets/ruleset-cache.js';
import { REQUEST_MS } from '../time-budget.js';
import type { HistoryRepository, PresentHead } from './history.repository.js';
import { Pacer, walkBack } from './log-walk.js';
import { Present, type Sequenced } from './present.js';

/** A state of the past, before it is read. */
export interface Rebuilt {
  state: PastState;
  /** The sequence of the change that made this state. */
  sequence: bigint;
  /** The settings that were read, as they are now. */
  present: readonly Setting[];
}

/** Settings of an earlier state, with the context features of then, in order. */
export interface PastReading extends Reading {
  features: readonly string[];
}

/**
 * Rebuilds earlier states, from what is cached and the log. Each is rebuilt in one snapshot of the database, so writes do not
 * hold it up.
 */
export class PastReader {
  constructor(
    private readonly database: Database,
    private readonly rulesets: RulesetCache,
  ) {}

  /**
   * Like `RulesetCache.read`, for the state right after a change, by the names of that time. Throws `gone`, with `oldest`, if the
   * log does not reach back that far, and `not-found` if the log has no such change yet.
   */
  async read(names: readonly string[] | undefined, point: Point): Promise<PastReading> {
    const until = new Deadline(REQUEST_MS);
    const rebuilt = await this.rebuild(names, point, until);
    const { state, sequence } = rebuilt;
    const found = state.byAnyName();
    const unknown = names ? [...new Set(names)].filter((name) => !found.has(name)) : [];
    const wanted = names ? names.flatMap((name) => found.get(name) ?? []) : state.list();
    const settings = await readAll(new Set(wanted), state);
    const { featureNames: features } = state;
    return { revision: undefined, settings, unknown, isUncached: true, sequence: String(sequence), features };
  }

  /** Like `RulesetCache.readList`, for an earlier state. Throws like `read`. */
  async readList(point: Point): Promise<Listing> {
    const until = new Deadline(REQUEST_MS);
    const { state, sequence } = await this.rebuildList(point, until);
    const { featureNames } = state;
    const settings = state.list().map((one) => one.readSetting(featureNames));
    settings.sort((a, b) => compareCodePoints(a.name, b.name));
    return { revision: undefined, list: new SettingList(settings, 0), sequence: String(sequence) };
  }

  /**
   * The state right after a change, with the settings that have these names or aliases then, or all. Others may be there, too.
   * Throws like `read`.
   */
  async rebuild(names: readonly string[] | undefined, point: Point, until: Deadline): Promise<Rebuilt> {
    const [listing, reading] = await Promise.all([
      names && this.rulesets.readList({ until }),
      this.rulesets.read(names, { until }),
    ]);
    const [list, known] = [listing && this.sequenced(listing), this.sequenced(reading)];
    return this.inSnapshot(until, async (present) => {
      const { head, history } = present;
      const sequence = await locate(point, present);
      const followed = names && list && follow(names, await listAsOf(sequence, present, await present.list(list)));
      const settings = await present.read(followed?.present, known);
      const state = new PastState({ features: head.features, settings });
      const walk = { after: sequence, head: head.sequence, names: followed?.names, isWithoutRules: false };
      assertReached(await walkBack(history, state, walk), sequence);
      return { state, sequence, present: settings.map(({ setting }) => setting) };
    });
  }

  /** The state right after a change, with all settings, but without their rules. Throws like `read`. */
  async rebuildList(point: Point, until: Deadline): Promise<Rebuilt> {
    const known = this.sequenced(await this.rulesets.readList({ until }));
    return this.inSnapshot(until, async (present) => {
      const sequence = await locate(point, present);
      const list = await present.list(known);
      const state = await listAsOf(sequence, present, list);
      return { state, sequence, present: list };
    });
  }

  /** Does work on the newest state. Each run of it begins with that state anew. */
  private inSnapshot<Result>(until: Deadline, work: (present: Present) => Promise<Result>): Promise<Result> {
    return this.database.snapshots.read(async (access) => work(await Present.in(access)), { until });
  }

  private sequenced<Found extends Listing | Reading>(found: Found): Sequenced<Found> {
    return { ...found, at: this.rulesets.sequenceOf(found.revision) };
  }
}

/** The state right after a change, of the list of all settings as they are now. Throws `gone`. */
async function listAsOf(sequence: bigint, { head, history }: Present, list: readonly Setting[]): Promise<PastState> {
  const state = new PastState({ features: head.features, settings: list.map((setting) => ({ setting })) });
  const walk = { after: sequence, head: head.sequence, names: undefined, isWithoutRules: true };
  assertReached(await walkBack(history, state, walk), sequence);
  return state;
}

/** The sequence of a point in time. Throws `gone` if the log does not lead back to it, `not-found` if it is not there yet. */
async function locate(point: Point, { head, history }: Present): Promise<bigint> {
  const sequence = 'sequence' in point ? point.sequence : await sequenceAt(point, head, history);
  if (sequence > head.sequence) {
    const newest = `the newest is ${head.sequence}`;
    throw new DomainError('not-found', `the change log has no change ${sequence} yet: ${newest}`);
  }
  const oldest = await history.findOldest(sequence, head.sequence);
  if (oldest > sequence) throw gone(sequence, oldest);
  return sequence;
}

async function sequenceAt(
  point: Extract<Point, { time: string }>,
  head: PresentHead,
  history: HistoryRepository,
): Promise<bigint> {
  const found = await history.findSequenceAt(point);
  if (found !== undefined) return found < head.sequence ? found : head.sequence;
  const first = await history.findFirst();
  if (first === undefined) return head.sequence;
  if (first > 1n) throw gone(first - 2n, first - 1n);
  return 0n;
}

function assertReached(stopped: bigint | undefined, sequence: bigint): void {
  if (stopped !== undefined) throw gone(sequence, stopped);
}

/** The refusal of a state that the log does not lead back to. */
export function gone(sequence: bigint, oldest: bigint): DomainError {
  return new DomainError(
    'gone',
    `the change log does not lead back to the state after change ${sequence}: the oldest that it leads to is that after ` +
      `change ${oldest}`,
    [],
    { oldest: Number(oldest) },
  );
}

/** The settings to read for these names in an earlier state, as they are now, with all their names. */
function follow(names: readonly string[], state: PastState): { present: string[]; names: string[] } {
  const byName = state.byAnyName();
  const found = new Set(names.flatMap((name) => byName.get(name) ?? []));
  return {
    present: [...found].flatMap(({ present }) => (present ? [present.setting.name] : [])),
    names: [...new Set([...found].flatMap((one) => [...one.names]))],
  };
}

/** The settings as they are read, in the order of their names. */
async function readAll(settings: ReadonlySet<PastSetting>, state: PastState): Promise<LoadedSetting[]> {
  const { featureNames, hasPresentFeatures } = state;
  const pacer = new Pacer();
  const loaded: LoadedSetting[] = [];
  for (const one of settings) {
    loaded.push(toLoaded(one.read(featureNames, hasPresentFeatures)));
    await pacer.next();
  }
  return loaded.sort((a, b) => compareCodePoints(a.setting.name, b.setting.name));
}

function toLoaded({ setting, ruleset }: BaseSetting): LoadedSetting {
  return { setting, ruleset, bytes: estimateBytes(ruleset.rules.length, 0) };
}
