import {
  SETTING_NAME_OR_ALIAS,
  assertName,
  compileRuleset,
  printJson,
  type JsonValue,
  type Ruleset,
} from '@heksher/domain';
import type { AnyContext } from './context.js';
import { Gets } from './gets.js';
import type { Reports } from './hooks.js';
import { compileRule } from './resolved.js';
import type { Snapshot, SnapshotSetting } from './snapshot.js';
import type { Status, StatusKeeper } from './status.js';

/** A setting as the service has it. */
export interface FollowedSetting {
  type: string;
  version: string;
  ruleset: Ruleset;
}

/** What has become of the setting of a name. Undefined: no setting has the name. */
export interface FollowedChange {
  name: string;
  before: FollowedSetting | undefined;
  now: FollowedSetting | undefined;
}

/** What followed settings need of their client. */
export interface FollowedSurroundings {
  keeper: StatusKeeper;
  reports: Reports;
  /** The sources of a context after the explicit one. */
  ambient(): readonly AnyContext[];
  /** Waits until the settings are read, but no longer than this. Starts the client if nobody has. */
  read(timeoutMs: number): Promise<void>;
}

interface Kept {
  setting: FollowedSetting;
  /** What it was made of. The next snapshot has the same object if nothing has changed. */
  found: SnapshotSetting;
  /** A text that is the same as long as nothing changes. */
  content: string;
}

/** Settings that a program reads without declaring them. */
export class FollowedSettings {
  private readonly listeners = new Set<(changes: readonly FollowedChange[]) => void>();
  private readonly wanted: ReadonlySet<string> | undefined;
  private readonly gets = new Gets();
  private kept: ReadonlyMap<string, Kept> = new Map();

  /** Throws if one of the names can be neither a name nor an alias. */
  constructor(
    /** Undefined for all settings. */
    readonly names: readonly string[] | undefined,
    private readonly surroundings: FollowedSurroundings,
  ) {
    for (const name of names ?? []) assertName(SETTING_NAME_OR_ALIAS, name, {});
    this.wanted = names && new Set(names);
  }

  /** The setting of a name or alias. */
  get(name: string): FollowedSetting | undefined {
    return this.kept.get(name)?.setting;
  }

  get status(): Status {
    return this.surroundings.keeper.status;
  }

  /** Whether the service may have other values by now. */
  get isStale(): boolean {
    return this.surroundings.keeper.isStale;
  }

  /** The last failure of the client. */
  get lastFailure(): unknown {
    return this.surroundings.reports.lastFailure;
  }

  /** The sources of a context after the explicit one. */
  ambient(): readonly AnyContext[] {
    return this.surroundings.ambient();
  }

  /** Waits until the settings are read, but no longer than this. Starts the client if nobody has. */
  read(timeoutMs: number): Promise<void> {
    return this.surroundings.read(timeoutMs);
  }

  /** Calls a listener after every change of some settings. Returns a function that ends this. */
  onChange(listener: (changes: readonly FollowedChange[]) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Calls a listener after every change of the client's status. Returns a function that ends this. */
  onStatus(listener: (status: Status) => void): () => void {
    return this.surroundings.keeper.listen(listener);
  }

  /** Counts that the program has got a setting. `rule` is the id of the one that has won. */
  count(name: string, rule: number | undefined): void {
    this.gets.add(name, rule, 1);
  }

  /** Moves what was counted since the last call. */
  collectGets(into: Gets): void {
    this.gets.moveTo(into);
  }

  /** As `Setting.prepare`. */
  prepare({ features, settings }: Snapshot): { apply: () => void; tell: () => void } | undefined {
    const now = new Map<string, Kept>();
    const made = new Map<SnapshotSetting, Kept>();
    for (const [name, setting] of settings) {
      if (this.wanted?.has(name) === false) continue;
      const one = made.get(setting) ?? keep(setting, features, this.kept.get(name));
      made.set(setting, one);
      now.set(name, one);
    }
    const changes = compare(this.kept, now);
    if (changes.length === 0) {
      this.kept = now; // with the objects of this snapshot
      return undefined;
    }
    return { apply: () => void (this.kept = now), tell: () => this.tell(changes) };
  }

  private tell(changes: readonly FollowedChange[]): void {
    for (const listener of [...this.listeners]) this.surroundings.reports.guard(() => listener(changes));
  }
}

/** A setting for look-ups: the earlier one if nothing has changed. */
function keep(setting: SnapshotSetting, features: readonly string[], before: Kept | undefined): Kept {
  if (before?.found === setting) return before;
  const content = contentOf(setting);
  if (before?.content === content) return { ...before, found: setting };
  const { type, version, rules } = setting;
  const ruleset = compileRuleset(setting, rules.map(compileRule), features);
  return { found: setting, content, setting: { type, version, ruleset } };
}

/** The configurable features are in feature order, so the order of others does not matter. */
function contentOf({ type, version, configurableFeatures, defaultValue, rules }: SnapshotSetting): string {
  return printJson([type, version, configurableFeatures, defaultValue, rules as unknown as JsonValue]);
}

function compare(before: ReadonlyMap<string, Kept>, now: ReadonlyMap<string, Kept>): FollowedChange[] {
  const names = new Set([...before.keys(), ...now.keys()]);
  return [...names]
    .filter((name) => before.get(name)?.content !== now.get(name)?.content)
    .sort()
    .map((name) => ({ name, before: before.get(name)?.setting, now: now.get(name)?.setting }));
}
