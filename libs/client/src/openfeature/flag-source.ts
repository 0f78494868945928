import type { EvaluationContext, FlagValueType, ResolutionDetails } from '@openfeature/core';
import { HeksherClient } from '../client.js';
import type { FollowedChange, FollowedSettings } from '../followed-settings.js';
import type { ClientOptions } from '../options.js';
import type { Events } from './events.js';
import { Flags, notReady, type FlagOptions } from './flags.js';

/** What a provider may be told. */
export interface ProviderOptions extends FlagOptions {
  /** The names or aliases of the settings that are flags. Without it, all settings are. */
  flags?: readonly string[] | undefined;
  /** How long the first reading of the settings may take. */
  timeoutMs?: number | undefined;
}

/** Options for a client of the provider's own, and its own. */
export interface OwnClientOptions extends ClientOptions, ProviderOptions {}

/** A client that the program has made, and has not started yet, with options of the provider. */
export interface GivenClientOptions extends ProviderOptions {
  client: HeksherClient;
}

type State = 'ready' | 'stale' | 'unread';

const EVENTS = { ready: 'PROVIDER_READY', stale: 'PROVIDER_STALE', unread: 'PROVIDER_ERROR' } as const;

interface Opened {
  settings: FollowedSettings;
  flags: Flags;
  /** What the program was told last; undefined before the initialization has ended. */
  told: State | undefined;
  end(): Promise<void>;
}

/** Where the flags of a provider are from, from its initialization to its end. */
export class FlagSource {
  private readonly follow: () => { settings: FollowedSettings; own?: HeksherClient };
  private opened: Opened | undefined;

  /** Throws if the address is none, the client has started, or a name of a flag cannot be one. */
  constructor(
    private readonly options: OwnClientOptions | GivenClientOptions,
    private readonly events: Events,
    /** The keys of flags that evaluate otherwise after these changes. */
    private readonly keysOf: (changes: readonly FollowedChange[], flags: Flags) => string[],
  ) {
    if ('client' in options) {
      const settings = options.client.follow(options.flags);
      this.follow = () => ({ settings });
      return;
    }
    this.follow = () => {
      const own = new HeksherClient(options);
      return { own, settings: own.follow(options.flags) };
    };
    this.follow(); // throws now, not when the provider is used
  }

  /** Throws if the settings cannot be read in time. They are still read once that is possible. */
  async open(): Promise<void> {
    const ended = this.close();
    const { timeoutMs = 5000 } = this.options;
    const opened = this.start();
    this.opened = opened;
    await ended;
    await opened.settings.read(timeoutMs);
    const state = stateOf(opened.settings);
    opened.told = state === 'unread' ? 'unread' : 'ready'; // so says the SDK when this has ended
    setTimeout(() => this.tellState(opened));
    if (state === 'unread') throw new Error(whyUnread(opened.settings, timeoutMs));
  }

  /** The value of a flag. */
  resolve<T>(key: string, type: FlagValueType, value: T, context: EvaluationContext | undefined): ResolutionDetails<T> {
    return this.opened?.flags.resolve(key, type, value, context) ?? notReady(value);
  }

  /** Tells the state after the SDK has taken the provider for ready. */
  tellStateAgain(): void {
    const { opened } = this;
    setTimeout(() => {
      if (opened?.told === undefined) return;
      opened.told = 'ready';
      this.tellState(opened);
    });
  }

  /** Ends a client of the provider's own. */
  async close(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    await opened?.end();
  }

  private start(): Opened {
    const { settings, own } = this.follow();
    const endings = [
      settings.onStatus(() => this.tellState(opened)),
      settings.onChange((changes) => this.tellChanges(opened, changes)),
    ];
    const end = async () => {
      for (const one of endings) one();
      await own?.close();
    };
    const opened: Opened = { settings, flags: new Flags(settings, this.options), told: undefined, end };
    return opened;
  }

  private tellState(opened: Opened): void {
    const state = stateOf(opened.settings);
    if (opened !== this.opened || opened.told === undefined || state === opened.told) return;
    opened.told = state;
    this.events.emit(EVENTS[state]);
  }

  private tellChanges(opened: Opened, changes: readonly FollowedChange[]): void {
    if (opened.told === undefined) return;
    const flagsChanged = this.keysOf(changes, opened.flags);
    if (flagsChanged.length > 0) this.events.emit('PROVIDER_CONFIGURATION_CHANGED', { flagsChanged });
  }
}

function stateOf({ status, isStale }: FollowedSettings): State {
  if (status.source === 'default') return 'unread';
  return isStale ? 'stale' : 'ready';
}

function whyUnread({ lastFailure }: FollowedSettings, timeoutMs: number): string {
  const { message } = (lastFailure ?? {}) as { message?: unknown };
  const why = message === undefined ? '' : `: ${String(message)}`;
  return `the settings of the service could not be read within ${timeoutMs / 1000} s${why}`;
}
