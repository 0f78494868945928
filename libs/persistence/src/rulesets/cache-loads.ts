import { changesRulesOnly, mayChangeNames, type SettingFacts } from '@heksher/domain';
import type { ChangeNotice } from '../change-log.js';
import type { ReadAccess } from '../database/access.js';
import type { Database } from '../database/database.js';
import { Deadline } from '../database/deadline.js';
import { LOAD_MS } from '../time-budget.js';
import type { CachedSettings } from './cached-settings.js';
import type { Loaded, LoadedSetting, NameIndex, SettingList } from './loaded-settings.js';
import type { Listing } from './readings.js';
import { SharedLoads } from './shared-loads.js';

/** A statement that loads something, and how to use the result. */
interface Load<Content, Result> {
  shared: SharedLoads<Loaded<Content>>;
  /** Tells the load from others in `shared`. */
  key: string;
  select: (access: ReadAccess) => Promise<Loaded<Content>>;
  /** Takes what was loaded, with the changes from then to the cached revision. */
  use: (content: Content, changes: readonly ChangeNotice[]) => Result | undefined;
}

/** Loads into the cache, each load by one statement. The cache takes only what the log shows to be unchanged since. */
export class CacheLoads {
  private readonly settings = new SharedLoads<Loaded<LoadedSetting[]>>();
  private readonly indexes = new SharedLoads<Loaded<NameIndex>>();
  private readonly lists = new SharedLoads<Loaded<SettingList>>();
  private readonly facts = new SharedLoads<Loaded<ReadonlyMap<string, SettingFacts>>>();

  /** `synchronize` brings the cache to the revision that the database is at when it is called. */
  constructor(
    private readonly database: Database,
    private readonly cached: CachedSettings,
    private readonly synchronize: () => Promise<unknown>,
  ) {}

  /** Loads the names of all settings; undefined if they may have changed meanwhile. */
  loadIndex(): Promise<NameIndex | undefined> {
    return this.load({
      shared: this.indexes,
      key: '',
      select: ({ rulesets }) => rulesets.loadIndex(),
      use: (index, changes) => (changes.some(mayChangeNames) ? undefined : this.cached.addIndex(index)),
    });
  }

  /** Loads the list of all settings; undefined if it changed meanwhile. Throws `unavailable`. */
  loadList(): Promise<Listing | undefined> {
    return this.load({
      shared: this.lists,
      key: '',
      select: ({ rulesets }) => rulesets.loadList(),
      use: (list, changes) =>
        changes.every(changesRulesOnly)
          ? { revision: this.cached.revision, list: this.cached.addList(list) }
          : undefined,
    });
  }

  /** Loads settings and caches those that have not changed since. Answers these, with the cached revision. */
  async loadSettings(names: readonly string[]): Promise<{ revision: string | undefined; loaded: LoadedSetting[] }> {
    const found = await this.load({
      shared: this.settings,
      key: names.join(),
      select: ({ rulesets }) => rulesets.load(names),
      use: (settings, changes) => {
        const touched = namesOf(changes);
        const valid = settings.filter(({ setting }) => !touched.has(setting.name));
        return { revision: this.cached.revision, loaded: valid.map((one) => this.cached.add(one)) };
      },
    });
    return found ?? { revision: undefined, loaded: [] };
  }

  /** Loads the facts about settings and caches those of settings that have not changed since. */
  async loadFacts(names: readonly string[]): Promise<void> {
    await this.load({
      shared: this.facts,
      key: names.join(),
      select: ({ facts }) => facts.load(names),
      use: (loaded, changes) => {
        const touched = namesOf(changes);
        for (const [name, facts] of loaded) if (!touched.has(name)) this.cached.addFacts(name, facts);
      },
    });
  }

  /** Loads something; undefined if the log does not lead from there to the cached revision. */
  private async load<Content, Result>({
    shared,
    key,
    select,
    use,
  }: Load<Content, Result>): Promise<Result | undefined> {
    const { epoch } = this.cached;
    const { revision, content } = await shared.join(`${epoch} ${key}`, () =>
      this.database.readNear(select, { until: new Deadline(LOAD_MS) }),
    );
    if (revision === undefined) return undefined;
    if (!this.cached.changesSince(revision)) await this.synchronize();
    // Nothing is awaited between this check and the use of what was loaded.
    const changes = this.cached.changesSince(revision);
    return changes && epoch === this.cached.epoch ? use(content, changes) : undefined;
  }
}

/** The canonical names of the settings that changes touched. */
function namesOf(changes: readonly ChangeNotice[]): Set<string> {
  return new Set(changes.flatMap((change) => change.settings ?? []));
}
