import type { EvaluationContext, JsonValue, ResolutionDetails } from '@openfeature/core';
import type { FollowedChange } from '../followed-settings.js';
import { Events } from './events.js';
import { FlagSource, type GivenClientOptions, type OwnClientOptions } from './flag-source.js';
import type { Flags } from './flags.js';

/** A provider for `@openfeature/web-sdk`. It resolves in the page: a change of the context makes no request. */
export class HeksherWebProvider {
  readonly metadata = { name: 'Heksher' };
  readonly runsOn = 'client';
  readonly events = new Events();
  private readonly source: FlagSource;
  /** The context of the page. */
  private context: EvaluationContext | undefined;

  /** Throws if the address is none, the client has started, or a name of a flag cannot be one. */
  constructor(options: OwnClientOptions | GivenClientOptions) {
    this.source = new FlagSource(options, this.events, (changes, flags) => this.differing(changes, flags));
  }

  initialize(context?: EvaluationContext): Promise<void> {
    this.context = context;
    return this.source.open();
  }

  /** The SDK takes a provider for ready after this. */
  onContextChange(_before: EvaluationContext, context: EvaluationContext): void {
    this.context = context;
    this.source.tellStateAgain();
  }

  onClose(): Promise<void> {
    return this.source.close();
  }

  resolveBooleanEvaluation(key: string, value: boolean, context?: EvaluationContext): ResolutionDetails<boolean> {
    return this.source.resolve(key, 'boolean', value, context);
  }

  resolveStringEvaluation(key: string, value: string, context?: EvaluationContext): ResolutionDetails<string> {
    return this.source.resolve(key, 'string', value, context);
  }

  resolveNumberEvaluation(key: string, value: number, context?: EvaluationContext): ResolutionDetails<number> {
    return this.source.resolve(key, 'number', value, context);
  }

  resolveObjectEvaluation<T extends JsonValue>(
    key: string,
    value: T,
    context?: EvaluationContext,
  ): ResolutionDetails<T> {
    return this.source.resolve(key, 'object', value, context);
  }

  /** The keys of the flags that a change makes any difference to, in the context of the page. */
  private differing(changes: readonly FollowedChange[], flags: Flags): string[] {
    return changes
      .filter(({ before, now }) => flags.fingerprint(before, this.context) !== flags.fingerprint(now, this.context))
      .map(({ name }) => name);
  }
}
