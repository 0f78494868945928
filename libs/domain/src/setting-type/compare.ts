import type { Options, SettingType } from './setting-type.js';

/**
 * Whether `lower` is a strict subtype of `upper`: they differ, and every value of `lower` is also one of `upper`. Types of
 * different kinds are never subtypes, except `int` of `float`: `Enum[true,false]` is not a subtype of `bool`.
 */
export function isStrictSubtype(lower: SettingType, upper: SettingType): boolean {
  if (lower.kind === 'int' && upper.kind === 'float') return true;
  if ((lower.kind === 'enum' || lower.kind === 'flags') && upper.kind === lower.kind) {
    return lower.options.size < upper.options.size && isSubset(lower.options, upper.options);
  }
  if ((lower.kind === 'sequence' || lower.kind === 'mapping') && upper.kind === lower.kind) {
    return isStrictSubtype(lower.of, upper.of);
  }
  return false;
}

/** Whether two types have the same values. Options compare as JSON values, in any order. */
export function isSameType(left: SettingType, right: SettingType): boolean {
  if ((left.kind === 'enum' || left.kind === 'flags') && right.kind === left.kind) {
    return left.options.size === right.options.size && isSubset(left.options, right.options);
  }
  if ((left.kind === 'sequence' || left.kind === 'mapping') && right.kind === left.kind) {
    return isSameType(left.of, right.of);
  }
  return left.kind === right.kind;
}

function isSubset(lower: Options, upper: Options): boolean {
  return [...lower.keys()].every((key) => upper.has(key));
}
