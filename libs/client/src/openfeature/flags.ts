import type { ErrorCode, EvaluationContext, FlagMetadata, FlagValueType, ResolutionDetails } from '@openfeature/core';
import {
  evaluateFlag,
  flagAttributes,
  flagMetadata,
  flagVariant,
  noFlagIsCalled,
  withTargetingKey,
  type CompiledRule,
  type Context,
  type JsonObject,
  type Ruleset,
} from '@heksher/domain';
import { mergeContext } from '../context.js';
import type { FollowedSetting, FollowedSettings } from '../followed-settings.js';

/** How flags are evaluated. The service has the same options for OFREP. */
export interface FlagOptions {
  /** The feature whose value the targeting key is, unless the context has that feature. */
  targetingKeyFeature?: string | undefined;
  /** `STATIC` in place of `DEFAULT`, as OFREP's schema has it. */
  strictReasons?: boolean | undefined;
}

/** The value of a flag, and what does not depend on the context. */
interface Variant {
  value: unknown;
  variant: string;
  flagMetadata: FlagMetadata;
}

/** Settings as feature flags. */
export class Flags {
  /** By the rule of the value, or by the ruleset for the default. */
  private readonly variants = new WeakMap<CompiledRule | Ruleset, Variant>();

  constructor(
    private readonly settings: FollowedSettings,
    private readonly options: FlagOptions,
  ) {}

  /** The value of a flag in a context, as OFREP's providers resolve it. Errors have the default of the program. */
  resolve<T>(
    key: string,
    type: FlagValueType,
    defaultValue: T,
    context: EvaluationContext | undefined,
  ): ResolutionDetails<T> {
    const setting = this.settings.get(key);
    if (!setting) return this.unknown(key, defaultValue);
    const { rule, details } = this.evaluate(setting, context);
    this.settings.count(key, rule?.id);
    const found = typeof details.value;
    if (found !== type) return failure(defaultValue, 'TYPE_MISMATCH', `Expected flag type ${type} but got ${found}`);
    if (this.settings.isStale) details.reason = 'STALE';
    return details as ResolutionDetails<T>;
  }

  /** A text that is the same as long as a setting evaluates the same in a context. */
  fingerprint(setting: FollowedSetting | undefined, context: EvaluationContext | undefined): string | undefined {
    return setting && JSON.stringify(this.evaluate(setting, context).details);
  }

  private evaluate(
    setting: FollowedSetting,
    context: EvaluationContext | undefined,
  ): { rule: CompiledRule | undefined; details: ResolutionDetails<unknown> } {
    const { ruleset } = setting;
    const { rule, value, reason } = evaluateFlag(
      ruleset,
      this.contextOf(ruleset, context),
      this.options.strictReasons ?? false,
    );
    const origin = rule ?? ruleset;
    let variant = this.variants.get(origin);
    if (!variant) {
      variant = {
        value: deepFreeze(JSON.parse(value)),
        variant: flagVariant(rule),
        flagMetadata: Object.freeze(flagMetadata(setting, rule)),
      };
      this.variants.set(origin, variant);
    }
    return { rule, details: { ...variant, reason } };
  }

  private contextOf({ configurable }: Ruleset, context: EvaluationContext = {}): Context {
    const explicit = withTargetingKey(flagAttributes(asJson(context)), this.options.targetingKeyFeature);
    const ambient = this.settings.ambient();
    return ambient.length === 0 ? explicit : new Map([...mergeContext(configurable, undefined, ambient), ...explicit]);
  }

  private unknown<T>(key: string, defaultValue: T): ResolutionDetails<T> {
    if (this.settings.status.source !== 'default') return failure(defaultValue, 'FLAG_NOT_FOUND', noFlagIsCalled(key));
    return notReady(defaultValue);
  }
}

/** The details of a flag that is evaluated before anything was read. */
export function notReady<T>(value: T): ResolutionDetails<T> {
  return failure(value, 'PROVIDER_NOT_READY', 'the settings of the service were not read yet');
}

/** The details of an error. The SDK makes an exception of them. */
function failure<T>(value: T, errorCode: `${ErrorCode}`, errorMessage: string): ResolutionDetails<T> {
  return { value, reason: 'ERROR', errorCode: errorCode as ErrorCode, errorMessage };
}

/** The attributes of a context as JSON has them. Nested values are no features, so they stay as they are. */
function asJson(context: EvaluationContext): JsonObject {
  const attributes: Record<string, unknown> = { ...context };
  for (const [name, value] of Object.entries(attributes)) {
    if (value instanceof Date) attributes[name] = value.toJSON();
    else if (typeof value === 'number' && !Number.isFinite(value)) attributes[name] = null;
  }
  return attributes as JsonObject;
}

/** All evaluations of a variant share its value. */
function deepFreeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
