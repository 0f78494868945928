import {
  explainContext,
  printJson,
  type CompiledRule,
  type Context,
  type JsonValue,
  type Outcome,
} from '@heksher/domain';
import { mergeContext, type AnyContext, type ContextOf } from './context.js';
import { Gets } from './gets.js';
import type { Reports } from './hooks.js';
import { collectGets, find, resolveDefault, resolveSetting, valueOf, type Reader, type Resolved } from './resolved.js';
import type { Snapshot, SnapshotSetting } from './snapshot.js';
import { writeAs, type Type } from './types.js';

/** The declaration of a setting. */
export interface SettingOptions<T, Feature extends string> {
  name: string;
  type: Type<T>;
  /** The features that rules may use. */
  configurableFeatures: readonly Feature[];
  defaultValue: NoInfer<T>;
  /** `1.0` if absent. */
  version?: string;
  /** The name that the setting had before. */
  alias?: string;
  metadata?: Readonly<Record<string, JsonValue>>;
  /** Returns the value to use. If it throws, a rule is left out, and instead of a default the earlier one stays. */
  validate?: (value: T) => T;
  /**
   * Makes a value of the program of one that is not of the type, such as after another program has changed the type.
   * Without it, or if it throws, a rule is left out, and instead of a default the earlier one stays.
   */
  coerce?: (value: JsonValue) => NoInfer<T>;
}

/** The rule of a value. */
export interface WinningRule {
  id: number;
  conditions: Readonly<Record<string, string>>;
}

/** A value and where it is from. */
export interface Evaluated<T> {
  value: T;
  reason: 'rule' | 'default';
  rule?: WinningRule;
  /** Whether the service may have another value by now: it cannot be reached, or never was. */
  stale: boolean;
}

/** Why a setting has its value: the outcome of each rule, in descending priority. */
export interface Explained<T> extends Evaluated<T> {
  rules: (WinningRule & { outcome: Outcome })[];
}

/** A setting at one time. */
export interface SettingView<T, Feature extends string> {
  get(context?: ContextOf<Feature>): T;
  evaluate(context?: ContextOf<Feature>): Omit<Evaluated<T>, 'stale'>;
}

/** Is called after a setting or one of its rules has changed. */
export type ChangeListener<T, Feature extends string> = (
  now: SettingView<T, Feature>,
  before: SettingView<T, Feature>,
) => void;

/** What a setting needs of its client. */
export interface Surroundings {
  reports: Reports;
  isStale(): boolean;
  /** The sources of a context after the explicit one. */
  ambient(): readonly AnyContext[];
  isContextStrict: boolean;
}

/** A setting that a program has declared. */
export class Setting<T, Feature extends string> {
  readonly name: string;
  /** The declared default as JSON. */
  readonly defaultValue: JsonValue;
  private readonly reader: Reader<T>;
  private readonly listeners = new Set<ChangeListener<T, Feature>>();
  private readonly declared: Resolved<T>;
  private resolved: Resolved<T>;
  /** What the program has got of earlier states. */
  private readonly earlierGets = new Gets();
  /** The setting of the service, as a text that is the same as long as nothing changes. */
  private content: string | undefined;
  /** The setting of the last snapshot. The next one has the same object if nothing has changed. */
  private found: SnapshotSetting | undefined;

  /**
   * Throws a `TypeError` if the default is not of the type or not valid.
   *
   * @internal
   */
  constructor(
    readonly options: SettingOptions<T, Feature>,
    private readonly surroundings: Surroundings,
  ) {
    const { name, type, defaultValue, validate, coerce, configurableFeatures } = options;
    this.name = name;
    this.reader = { type, validate, coerce };
    this.defaultValue = writeAs(type, defaultValue);
    const value = validate ? validate(defaultValue) : defaultValue;
    this.declared = resolveDefault(this.defaultValue, value, configurableFeatures);
    this.resolved = this.declared;
  }

  /** The value in a context. */
  get(context?: ContextOf<Feature>): T {
    return valueOf(find(this.resolved, this.contextOf(context, this.resolved)).reading);
  }

  /** The value in a context, and where it is from. */
  evaluate(context?: ContextOf<Feature>): Evaluated<T> {
    return { ...this.evaluateIn(this.resolved, context), stale: this.surroundings.isStale() };
  }

  /** The value in a context, and the outcome of each rule. */
  explain(context?: ContextOf<Feature>): Explained<T> {
    const { ruleset } = this.resolved;
    const rules = explainContext(ruleset, this.contextOf(context, this.resolved));
    return {
      ...this.evaluate(context),
      rules: rules.map(({ rule, outcome }) => ({ ...describeRule(rule), outcome })),
    };
  }

  /** Calls a listener after every change of the setting or its rules. Returns a function that ends this. */
  onChange(listener: ChangeListener<T, Feature>): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /**
   * Prepares what a snapshot has of the setting. Returns what takes it over and then what tells the listeners; undefined
   * if nothing has changed.
   *
   * @internal
   */
  prepare({ features, settings }: Snapshot): { apply: () => void; tell: () => void } | undefined {
    const found = settings.get(this.name);
    if (found !== undefined && found === this.found) return undefined;
    const content = found && contentOf(found, features);
    if (content === this.content) {
      this.found = found;
      return undefined;
    }
    const { resolved, unusable } = found
      ? resolveSetting(found, features, this.reader, this.resolved)
      : { resolved: this.declared, unusable: [] };
    const before = this.resolved;
    const apply = () => {
      collectGets(before, this.name, this.earlierGets);
      this.found = found;
      this.content = content;
      this.resolved = resolved;
    };
    const tell = () => {
      for (const one of unusable) this.surroundings.reports.coerced({ setting: this.name, ...one });
      this.tell(resolved, before);
    };
    return { apply, tell };
  }

  /**
   * Moves what the program has got since the last call.
   *
   * @internal
   */
  collectGets(into: Gets): void {
    this.earlierGets.moveTo(into);
    collectGets(this.resolved, this.name, into);
  }

  /**
   * For tests: puts another state in place. Returns a function that puts the earlier one back.
   *
   * @internal
   */
  replace(resolved: Resolved<T>): () => void {
    const before = this.resolved;
    const put = (now: Resolved<T>) => {
      const old = this.resolved;
      this.resolved = now;
      this.tell(now, old);
    };
    put(resolved);
    return () => put(before);
  }

  private tell(now: Resolved<T>, before: Resolved<T>): void {
    for (const listener of [...this.listeners]) {
      this.surroundings.reports.guard(() => listener(this.viewOf(now), this.viewOf(before)));
    }
  }

  private viewOf(resolved: Resolved<T>): SettingView<T, Feature> {
    return {
      get: (context) => valueOf(find(resolved, this.contextOf(context, resolved)).reading),
      evaluate: (context) => this.evaluateIn(resolved, context),
    };
  }

  private evaluateIn(resolved: Resolved<T>, context?: ContextOf<Feature>): Omit<Evaluated<T>, 'stale'> {
    const { reading, rule } = find(resolved, this.contextOf(context, resolved));
    const value = valueOf(reading);
    return rule ? { value, reason: 'rule', rule: describeRule(rule) } : { value, reason: 'default' };
  }

  private contextOf(explicit: ContextOf<Feature> | undefined, { ruleset }: Resolved<T>): Context {
    const { isContextStrict, ambient } = this.surroundings;
    const context = mergeContext(ruleset.configurable, explicit as AnyContext | undefined, ambient());
    if (isContextStrict) this.assertComplete(context, ruleset.configurable);
    return context;
  }

  private assertComplete(context: Context, configurable: ReadonlySet<string>): void {
    const missing = this.options.configurableFeatures.filter((one) => configurable.has(one) && !context.has(one));
    if (missing.length > 0) throw new TypeError(`the context of ${this.name} lacks ${missing.join(', ')}`);
  }
}

/** What the values of a setting follow from, as a text. */
function contentOf({ name, configurableFeatures, defaultValue, rules }: SnapshotSetting, features: string[]): string {
  return printJson([features, name, configurableFeatures, defaultValue, rules as unknown as JsonValue]);
}

function describeRule({ id, conditions }: CompiledRule): WinningRule {
  return { id, conditions: Object.fromEntries(conditions.map(({ feature, value }) => [feature, value])) };
}
