import type { EvaluationContext, JsonValue, ResolutionDetails } from '@openfeature/core';
import { Events } from './events.js';
import { FlagSource, type GivenClientOptions, type OwnClientOptions } from './flag-source.js';

/** A provider for `@openfeature/server-sdk`. It resolves in the process: no evaluation makes a request. */
export class HeksherProvider {
  readonly metadata = { name: 'Heksher' };
  readonly runsOn = 'server';
  readonly events = new Events();
  private readonly source: FlagSource;

  /** Throws if the address is none, the client has started, or a name of a flag cannot be one. */
  constructor(options: OwnClientOptions | GivenClientOptions) {
    this.source = new FlagSource(options, this.events, (changes) => changes.map(({ name }) => name));
  }

  initialize(): Promise<void> {
    return this.source.open();
  }

  onClose(): Promise<void> {
    return this.source.close();
  }

  async resolveBooleanEvaluation(
    key: string,
    value: boolean,
    context?: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    return this.source.resolve(key, 'boolean', value, context);
  }

  async resolveStringEvaluation(
    key: string,
    value: string,
    context?: EvaluationContext,
  ): Promise<ResolutionDetails<string>> {
    return this.source.resolve(key, 'string', value, context);
  }

  async resolveNumberEvaluation(
    key: string,
    value: number,
    context?: EvaluationContext,
  ): Promise<ResolutionDetails<number>> {
    return this.source.resolve(key, 'number', value, context);
  }

  async resolveObjectEvaluation<T extends JsonValue>(
    key: string,
    value: T,
    context?: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    return this.source.resolve(key, 'object', value, context);
  }
}
