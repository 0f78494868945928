import { unknownSettings, type PastSetting, type Restoration, type Setting } from '@heksher/domain';
import { Deadline, REQUEST_MS, type PastReader } from '@heksher/persistence';
import type { RestoreRequest } from './history-request.js';

/** A restoration, and its point in time. */
export interface FoundRestoration {
  restoration: Restoration;
  sequence: bigint;
  /** The names that the settings have had since; undefined for all settings. */
  names: string[] | undefined;
}

/** Finds the settings that a restore is about, and their earlier state. */
export class Restorations {
  constructor(private readonly past: PastReader) {}

  /** Throws `not-found` with the names that no setting has now or had then, and like `PastReader.read`. */
  async find({ to, isWithFeatures, ...choice }: RestoreRequest): Promise<FoundRestoration> {
    const until = new Deadline(REQUEST_MS);
    const listed = await this.past.rebuildList(to, until);
    const scope = new Scope(choice);
    const chosen = listed.state.list().filter((one) => scope.has(one));
    const known = new Set(listed.state.list().flatMap(({ present }) => (present ? [present.setting.name] : [])));
    const created = listed.present.filter((one) => !known.has(one.name) && scope.hasNow(one));
    scope.assertAllFound([...chosen.flatMap(namesThenAndNow), ...created.flatMap(namesNow)]);
    const then = scope.isWhole ? undefined : chosen.map(({ name }) => name);
    const { state, sequence } = await this.past.rebuild(then, { sequence: listed.sequence }, until);
    const wanted = new Set(chosen.map(({ name }) => name));
    const { featureNames, hasPresentFeatures } = state;
    const settings = state
      .list()
      .filter(({ name }) => wanted.has(name))
      .map((one) => ({ past: one.read(featureNames, hasPresentFeatures), present: one.present?.setting.name }));
    const present = [...chosen.flatMap((one) => one.present?.setting.name ?? []), ...created.map(({ name }) => name)];
    const restoration = { settings, present, features: isWithFeatures ? featureNames : undefined };
    const names = scope.isWhole ? undefined : [...chosen.flatMap((one) => [...one.names]), ...present];
    return { restoration, sequence, names };
  }
}

/** Selects the settings to restore: those that have one of the names or the prefix now, or had it then. */
class Scope {
  private readonly names: ReadonlySet<string>;
  private readonly prefix: string | undefined;

  constructor(private readonly choice: Pick<RestoreRequest, 'settings' | 'prefix'>) {
    this.names = new Set(choice.settings);
    this.prefix = choice.prefix;
  }

  get isWhole(): boolean {
    return this.choice.settings === undefined && this.prefix === undefined;
  }

  has(one: PastSetting): boolean {
    return this.hasNamed(one.allNames) || (one.present !== undefined && this.hasNow(one.present.setting));
  }

  hasNow(setting: Setting): boolean {
    return this.hasNamed(namesNow(setting));
  }

  /** Throws `not-found` unless every requested name is among these. */
  assertAllFound(found: readonly string[]): void {
    const known = new Set(found);
    const unknown = [...this.names].filter((name) => !known.has(name));
    if (unknown.length > 0) throw unknownSettings(unknown);
  }

  private hasNamed(names: readonly string[]): boolean {
    if (this.isWhole) return true;
    const [name = ''] = names;
    const isPrefixed = this.prefix !== undefined && name.startsWith(this.prefix);
    return isPrefixed || names.some((one) => this.names.has(one));
  }
}

function namesNow({ name, aliases }: Setting): string[] {
  return [name, ...aliases];
}

function namesThenAndNow(one: PastSetting): string[] {
  return [...one.allNames, ...(one.present ? namesNow(one.present.setting) : [])];
}
