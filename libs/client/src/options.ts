import type { AnyContext } from './context.js';
import type { Hooks } from './hooks.js';
import type { Track } from './snapshot-reader.js';
import type { Store } from './store.js';

export interface ClientOptions extends Hooks {
  /** The address of the service, such as `http://heksher:8888`. */
  url: string;
  token?: string | undefined;
  /** `name/version` of the program, for the service's list of clients. */
  program?: string;
  /** Values of features for every context that has no others. */
  defaults?: AnyContext;
  /** The context of the moment, such as that of an `AsyncLocalStorage`. It counts more than `defaults`. */
  contextFrom?: () => AnyContext | undefined;
  /** What the contexts of the program have: rules for other values are not read. Without it, all rules are. */
  track?: Track;
  /** A context that lacks a feature of its setting throws a `TypeError`. */
  strictContext?: boolean;
  /** False: the settings are only read, for programs that may not declare them. */
  declare?: boolean;
  /** `start` throws if a declaration is refused, or not answered in time. */
  strict?: boolean;
  /** False: the client polls. */
  stream?: boolean;
  /** The time between polls, if there is no stream. */
  pollSeconds?: number;
  requestTimeoutMs?: number;
  /** False: the service is not told how often the program gets its settings, and which rules win. */
  reportUsage?: boolean;
  /** Keeps the last settings for a start without the service. */
  store?: Store | undefined;
  fetch?: typeof fetch;
}

/** Throws a `TypeError` if the address is none, or a time is not positive. */
export function assertFit(options: ClientOptions): void {
  assertAddress(options.url);
  assertPositive(options, 'pollSeconds');
  assertPositive(options, 'requestTimeoutMs');
}

function assertAddress(url: string): void {
  const isAddress = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isAddress) throw new TypeError(`${JSON.stringify(url)} is no address of a service`);
}

function assertPositive(options: ClientOptions, name: 'pollSeconds' | 'requestTimeoutMs'): void {
  const value = options[name];
  if (value !== undefined && !(value > 0)) throw new TypeError(`${name} must be positive, not ${value}`);
}
