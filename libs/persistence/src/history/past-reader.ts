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
import type { PresentHead } from './history.repository.js';
import { Pacer, walkBack } from './log-walk.js';

/** A state of the past, before it is read. */
export interface Rebuilt {
  state: PastState;
  /** The sequence of the change that made this state. */
  sequence: bigint;
  head: PresentHead;
  /** The settings that were read, as they are now. */
  present: readonly Setting[];
}

/** Settings of an earlier state, with the context features of then, in order. */
export interface PastReading extends Reading {
  features: readonly string[];
}

/** Rebuilds earlier states, from what is cached and the log. */
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
    while (!until.isOver) {
      const listed = names && (await this.rebuildList(point, until));
      const followed = listed && follow(names, listed.state);
      const present = await this.rulesets.read(followed?.present, { until });
      const head = await this.database.read(({ history }) => history.loadHead(), { until });
      const isSame = head.revision !== undefined && head.revision === present.revision;
      if (!isSame || (listed && listed.head.revision !== head.revision)) continue;
      const sequence = listed?.sequence ?? (await this.locate(point, head, until));
      const state = new PastState({ features: head.features, settings: present.settings });
      const walk = { after: sequence, head: head.sequence, names: followed?.names, isWithoutRules: false, until };
      assertReached(await walkBack(this.database, state, walk), sequence);
      return { state, sequence, head, present: present.settings.map(({ setting }) => setting) };
    }
    throw new DomainError('unavailable', 'the settings change faster than an earlier state can be read');
  }

  /** The state right after a change, with all settings, but without their rules. Throws like `read`. */
  async rebuildList(point: Point, until: Deadline): Promise<Rebuilt> {
    while (!until.isOver) {
      const { revision, list } = await this.rulesets.readList({ until });
      const head = await this.database.read(({ history }) => history.loadHead(), { until });
      if (head.revision === undefined || head.revision !== revision) continue;
      const sequence = await this.locate(point, head, until);
      const state = new PastState({
        features: head.features,
        settings: list.settings.map((setting) => ({ setting })),
      });
      const walk = { after: sequence, head: head.sequence, names: undefined, isWithoutRules: true, until };
      assertReached(await walkBack(this.database, state, walk), sequence);
      return { state, sequence, head, present: list.settings };
    }
    throw new DomainError('unavailable', 'the settings change faster than an earlier state can be read');
  }

  /** The sequence of a point in time. Throws `gone` if the log does not lead back to it, `not-found` if it is not there yet. */
  private async locate(point: Point, head: PresentHead, until: Deadline): Promise<bigint> {
    const sequence = 'sequence' in point ? point.sequence : await this.sequenceAt(point, head, until);
    if (sequence > head.sequence) {
      const newest = `the newest is ${head.sequence}`;
      throw new DomainError('not-found', `the change log has no change ${sequence} yet: ${newest}`);
    }
    const oldest = await this.database.read(({ history }) => history.findOldest(sequence, head.sequence), { until });
    if (oldest > sequence) throw gone(sequence, oldest);
    return sequence;
  }

  private async sequenceAt(
    point: Extract<Point, { time: string }>,
    head: PresentHead,
    until: Deadline,
  ): Promise<bigint> {
    const found = await this.database.read(({ history }) => history.findSequenceAt(point), { until });
    if (found !== undefined) return found < head.sequence ? found : head.sequence;
    const first = await this.database.read(({ history }) => history.findFirst(), { until });
    if (first === undefined) return head.sequence;
    if (first > 1n) throw gone(first - 2n, first - 1n);
    return 0n;
  }
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
