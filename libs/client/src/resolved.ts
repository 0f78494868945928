import {
  compileRuleset,
  evaluate,
  printJson,
  CompiledRule,
  type Context,
  type JsonValue,
  type Ruleset,
} from '@heksher/domain';
import type { Gets } from './gets.js';
import type { SnapshotRule, SnapshotSetting } from './snapshot.js';
import { readAs, writeAs, type Type } from './types.js';

/** A value as the program sees it, or why it cannot be had. */
export type Reading<T> = ({ value: T } | { error: RangeError }) & {
  /** How often the program has got it since it was last counted. */
  gets: number;
};

/** A setting, arranged for look-ups. */
export interface Resolved<T> {
  ruleset: Ruleset;
  /** By the ids of rules. */
  readings: ReadonlyMap<number, Reading<T>>;
  defaultReading: Reading<T>;
}

/** A value of the service that does not fit. */
export interface Unusable {
  /** Undefined for the default value. */
  ruleId: number | undefined;
  value: JsonValue;
  message: string;
  /** What `coerce` has made of it. If it is absent, the value is not used. */
  coercedTo?: unknown;
}

/** How a program reads the values of a setting. */
export interface Reader<T> {
  type: Type<T>;
  /** Returns the value to use. If it throws, the value is not used. */
  validate: ((value: T) => T) | undefined;
  /** What to use instead of a value that is not of the type. If it throws, the value is not used. */
  coerce?: ((value: JsonValue) => T) | undefined;
}

/** A setting that has only its default. */
export function resolveDefault<T>(defaultValue: JsonValue, value: T, features: readonly string[]): Resolved<T> {
  const ruleset = compileRuleset({ defaultValue, configurableFeatures: [...features] }, [], features);
  return { ruleset, readings: new Map(), defaultReading: { value, gets: 0 } };
}

/**
 * A setting as the service has it. Rules whose values do not fit and cannot be coerced are left out; instead of such a
 * default, the earlier one stays.
 */
export function resolveSetting<T>(
  setting: Pick<SnapshotSetting, 'configurableFeatures' | 'defaultValue' | 'rules'>,
  features: readonly string[],
  reader: Reader<T>,
  before: Resolved<T>,
): { resolved: Resolved<T>; unusable: Unusable[] } {
  const unusable: Unusable[] = [];
  const take = (value: JsonValue, ruleId: number | undefined): Reading<T> | undefined => {
    try {
      const { reading, misfit } = readWith(reader, value);
      if (misfit !== undefined) unusable.push({ ruleId, value, message: misfit, coercedTo: valueOf(reading) });
      return reading;
    } catch (error) {
      unusable.push({ ruleId, value, message: messageOf(error) });
      return undefined;
    }
  };
  const readings = new Map<number, Reading<T>>();
  for (const { id, value } of setting.rules) {
    const reading = take(value, id);
    if (reading) readings.set(id, reading);
  }
  const defaultReading = take(setting.defaultValue, undefined) ?? before.defaultReading;
  const rules = setting.rules.filter(({ id }) => readings.has(id)).map(compileRule);
  return { resolved: { ruleset: compileRuleset(setting, rules, features), readings, defaultReading }, unusable };
}

/** The value of a setting in a context, and the rule that it is from. Counts that. */
export function find<T>(
  { ruleset, readings, defaultReading }: Resolved<T>,
  context: Context,
): { reading: Reading<T>; rule: CompiledRule | undefined } {
  const { rule } = evaluate(ruleset, context);
  const reading = (rule && readings.get(rule.id)) ?? defaultReading;
  reading.gets++;
  return { rule, reading };
}

/** Moves what was counted of a setting since the last call. */
export function collectGets({ readings, defaultReading }: Resolved<unknown>, name: string, into: Gets): void {
  const collect = (reading: Reading<unknown>, rule: number | undefined) => {
    if (reading.gets > 0) into.add(name, rule, reading.gets);
    reading.gets = 0;
  };
  collect(defaultReading, undefined);
  for (const [rule, reading] of readings) collect(reading, rule);
}

/** The value. Throws if no value of the program has it. */
export function valueOf<T>(reading: Reading<T>): T {
  if ('error' in reading) throw reading.error;
  return reading.value;
}

/** Reads a value; `misfit` says why it had to be coerced. Throws if the value is not to be used. */
function readWith<T>({ type, validate, coerce }: Reader<T>, value: JsonValue) {
  let read: T;
  let misfit: string | undefined;
  try {
    read = readAs(type, value);
  } catch (error) {
    if (error instanceof RangeError) return { reading: { error, gets: 0 }, misfit };
    if (!coerce) throw error;
    read = coerce(value);
    writeAs(type, read); // throws if it is not of the type either
    misfit = messageOf(error);
  }
  return { reading: { value: validate ? validate(read) : read, gets: 0 }, misfit };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A rule for look-ups. */
export function compileRule({ id, conditions, value }: SnapshotRule): CompiledRule {
  return CompiledRule.of({ id, conditions, value: printJson(value), metadata: '{}' });
}
