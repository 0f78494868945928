import { declareAll } from './declare.js';
import type { AnyContext } from './context.js';
import { FollowedSettings } from './followed-settings.js';
import { Follower } from './follower.js';
import type { Gets } from './gets.js';
import { Reports, type DeclarationReport } from './hooks.js';
import { Http, refusal } from './http.js';
import { Saver, readKept } from './kept.js';
import { listSettings, type ListedSetting } from './listed.js';
import { assertFit, type ClientOptions } from './options.js';
import { Setting, type SettingOptions } from './setting.js';
import { SnapshotReader } from './snapshot-reader.js';
import type { FetchedSnapshot, Snapshot } from './snapshot.js';
import { StatusKeeper, type Status } from './status.js';
import { TIMES, type Times } from './times.js';
import { UsageReporter } from './usage-reporter.js';
import { atMost, pause } from './waiting.js';

const REQUEST_TIMEOUT_MS = 10_000;

/** Settings of the service, resolved in the program. */
export class HeksherClient {
  private readonly settings = new Map<string, Setting<unknown, string>>();
  private readonly followed: FollowedSettings[] = [];
  private readonly reports: Reports;
  private readonly closing = new AbortController();
  private readonly keeper: StatusKeeper;
  private readonly refused: DeclarationReport[] = [];
  private readonly http: Http;
  private loading: Promise<void> | undefined;
  private following: Promise<void> | undefined;
  private isRead: Promise<void> | undefined;
  private follower: Follower | undefined;
  private readonly saver: Saver | undefined;
  private readonly times: Times;
  private readonly usage: UsageReporter | undefined;

  /** Throws a `TypeError` if the address is none, or a time is not positive. */
  constructor(options: ClientOptions);
  /** @internal `times` is for tests. */
  constructor(options: ClientOptions, times?: Partial<Times>);
  constructor(
    private readonly options: ClientOptions,
    times: Partial<Times> = {},
  ) {
    assertFit(options);
    this.reports = new Reports(options);
    this.keeper = new StatusKeeper(this.reports);
    this.saver = options.store && new Saver(options.store, this.reports);
    this.times = { ...TIMES, ...times };
    const { program = '@heksher/client' } = options;
    this.http = new Http({
      url: options.url,
      token: options.token,
      program,
      requestTimeoutMs: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
      closing: this.closing.signal,
    });
    if (options.reportUsage !== false) {
      const { http, reports } = this;
      const collect = (into: Gets) => {
        for (const one of [...this.settings.values(), ...this.followed]) one.collectGets(into);
      };
      this.usage = new UsageReporter({ http, program, collect, reports, everyMs: this.times.reporting });
    }
  }

  /** Declares a setting, once the client starts. Throws if its default does not fit, or the client has started. */
  setting<T, const Feature extends string>(options: SettingOptions<T, Feature>): Setting<T, Feature> {
    if (this.following) throw new Error(`the setting ${options.name} is declared after the client has started`);
    if (this.settings.has(options.name)) throw new Error(`the setting ${options.name} is declared twice`);
    const setting = new Setting(options, {
      reports: this.reports,
      isStale: () => this.keeper.isStale,
      ambient: this.ambientSources(),
      isContextStrict: this.options.strictContext ?? false,
    });
    this.settings.set(options.name, setting as unknown as Setting<unknown, string>);
    return setting;
  }

  /**
   * Follows settings that the program does not declare: those of these names or aliases, or all. Throws if the client has
   * started.
   *
   * @internal
   */
  follow(names?: readonly string[]): FollowedSettings {
    if (this.following) throw new Error('settings are to be followed after the client has started');
    const followed = new FollowedSettings(names, {
      keeper: this.keeper,
      reports: this.reports,
      ambient: this.ambientSources(),
      read: (timeoutMs) => (this.isRead ? atMost(timeoutMs, this.isRead) : this.start({ timeoutMs })),
    });
    this.followed.push(followed);
    return followed;
  }

  /**
   * Declares and reads the settings, and follows their changes until `close`. Resolves once they are read, or after
   * `timeoutMs`; then they have the values of the store or their defaults until the service answers. Throws only if the
   * client is strict.
   */
  async start({ timeoutMs = 5000 }: { timeoutMs?: number } = {}): Promise<void> {
    if (this.following) throw new Error('the client has started before');
    const pending = new Set(this.options.declare === false ? [] : this.settings.values());
    this.isRead = new Promise<void>((resolve) => {
      this.following = this.loadAndFollow(pending, resolve).finally(resolve); // a closed client reads nothing
    });
    await atMost(timeoutMs, this.isRead);
    if (!this.options.strict || (this.refused.length === 0 && pending.size === 0)) return;
    await this.close();
    const refused = this.refused.map(({ setting, outcome }) => `${setting} (${outcome})`);
    const unanswered = [...pending].map(({ name }) => `${name} (not answered in time)`);
    throw new Error(`settings are not declared: ${[...refused, ...unanswered].join(', ')}`);
  }

  /** Reads the settings now. The client does so by itself after each change. Throws if they cannot be read. */
  async reload(): Promise<void> {
    if (!this.following) throw new Error('the client has not started');
    await this.loading;
    await this.follower?.reload();
  }

  /** Throws if the service does not answer, or is not healthy. */
  async ping(): Promise<void> {
    const { response, text } = await this.http.send('/api/health', {});
    if (!response.ok) throw refusal(response, text);
  }

  /** All settings of the service, also those of other programs. Throws if they cannot be read. */
  listSettings(): Promise<ListedSetting[]> {
    return listSettings(this.http);
  }

  /** Where the values are from, and how current they are. */
  get status(): Status {
    return this.keeper.status;
  }

  /** Calls a listener after every change of the status. Returns a function that ends this. */
  onStatus(listener: (status: Status) => void): () => void {
    return this.keeper.listen(listener);
  }

  /** Ends all requests and timers. The settings keep their values. */
  async close(): Promise<void> {
    const { usage, times } = this;
    const isUp = this.following && !this.closing.signal.aborted && this.status.mode !== 'down';
    if (usage && isUp) await atMost(times.lastReport, usage.report());
    this.closing.abort(new Error('the client is closed'));
    await this.following;
    if (this.saver) await atMost(this.times.saving, this.saver.saved());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async loadAndFollow(pending: Set<Setting<unknown, string>>, onRead: () => void): Promise<void> {
    const { track, stream = true, pollSeconds = 60, requestTimeoutMs = REQUEST_TIMEOUT_MS } = this.options;
    const closing = this.closing.signal;
    const { http, keeper, reports, times } = this;
    this.loading = Promise.race([this.load(), pause(requestTimeoutMs, closing)]); // a store that hangs is left behind
    await this.loading;
    const reader = new SnapshotReader(http, this.readNames(), track);
    const declare = () => declareAll(http, pending, (report) => this.takeDeclaration(report));
    const take = (snapshot: FetchedSnapshot) => {
      this.takeFetched(snapshot);
      if (!this.options.strict || pending.size === 0) onRead();
    };
    const following = { isStreamWanted: stream, pollSeconds, times };
    this.follower = new Follower({ http, reader, declare, take, keeper, reports, closing, ...following });
    await Promise.all([this.follower.follow(), this.usage?.run(closing)]);
  }

  /** The names of the settings to read; undefined for all. */
  private readNames(): string[] | undefined {
    const names = new Set(this.settings.keys());
    for (const { names: wanted } of this.followed) {
      if (!wanted) return undefined;
      for (const name of wanted) names.add(name);
    }
    return [...names];
  }

  private async load(): Promise<void> {
    try {
      const text = await this.options.store?.load();
      if (text === undefined || this.keeper.status.source === 'server') return;
      const { snapshot, savedAt } = readKept(text);
      const ageSeconds = Math.max(Date.now() - savedAt, 0) / 1000;
      this.apply(snapshot, () => this.keeper.loaded(snapshot.sequence, ageSeconds));
    } catch (error) {
      this.reports.failed(error);
    }
  }

  private takeDeclaration(report: DeclarationReport): void {
    this.reports.declared(report);
    if (!['refused', 'rejected', 'mismatch'].includes(report.outcome)) return;
    this.refused.push(report);
    this.reports.warn(`Heksher: the declaration of ${report.setting} is refused: ${report.outcome} (${report.status})`);
  }

  private takeFetched(snapshot: FetchedSnapshot): void {
    const isFirst = this.keeper.status.source !== 'server';
    const isNew = this.apply(snapshot, () => this.keeper.fetched(snapshot.sequence)) || isFirst;
    if (isNew) this.saver?.save(snapshot);
  }

  /**
   * Puts a snapshot in place: all settings at once, then the status, and then the listeners are told. Returns whether
   * any setting has changed.
   */
  private apply(snapshot: Snapshot, setStatus: () => void): boolean {
    const all = [...this.settings.values(), ...this.followed];
    const changes = all.flatMap((one) => one.prepare(snapshot) ?? []);
    for (const { apply } of changes) apply();
    setStatus();
    for (const { tell } of changes) tell();
    return changes.length > 0;
  }

  /** A function that is called for every evaluation, so it makes nothing anew if it need not. */
  private ambientSources(): () => readonly AnyContext[] {
    const { contextFrom, defaults } = this.options;
    const fixed = defaults ? [defaults] : [];
    if (!contextFrom) return () => fixed;
    return () => {
      const momentary = this.reports.guard(contextFrom);
      return momentary ? [momentary, ...fixed] : fixed;
    };
  }
}
