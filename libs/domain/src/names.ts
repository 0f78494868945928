import { invalid, type Place } from './errors.js';
import { printJson } from './json.js';

interface NameRule {
  what: string;
  pattern: RegExp;
  allowed: string;
  longest: number;
}

export const SETTING_NAME: NameRule = {
  what: 'setting name',
  pattern: /^[A-Za-z0-9_.]{1,255}$/,
  allowed: 'letters, digits, "_" and "."',
  longest: 255,
};
const ALIAS = { pattern: /^[A-Za-z0-9_.-]{1,255}$/, allowed: 'letters, digits and any of "_.-"', longest: 255 };
export const SETTING_ALIAS: NameRule = { what: 'setting alias', ...ALIAS };
/** For requests, in which a setting's name or alias selects it. */
export const SETTING_NAME_OR_ALIAS: NameRule = { what: 'setting name or alias', ...ALIAS };
export const FEATURE_NAME: NameRule = {
  what: 'context feature name',
  pattern: /^[A-Za-z0-9_]{1,255}$/,
  allowed: 'letters, digits and "_"',
  longest: 255,
};
export const FEATURE_VALUE: NameRule = {
  what: 'context feature value',
  pattern: /^[A-Za-z0-9_.@/+-]{1,255}$/,
  allowed: 'letters, digits and any of "_.@/+-"',
  longest: 255,
};
export const METADATA_KEY: NameRule = {
  what: 'metadata key',
  pattern: /^[A-Za-z0-9_-]{1,1000}$/,
  allowed: 'letters, digits, "_" and "-"',
  longest: 1000,
};

export const TOKEN_NAME: NameRule = {
  what: 'token name',
  pattern: /^[A-Za-z0-9_.@+-]{1,100}$/,
  allowed: 'letters, digits and any of "_.@+-"',
  longest: 100,
};

/** Why a text is not a name of that kind, or undefined. */
export function whyNotName(rule: NameRule, text: string): string | undefined {
  if (rule.pattern.test(text)) return undefined;
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return `${JSON.stringify(shown)} is not a ${rule.what}: 1 to ${rule.longest} of ${rule.allowed}`;
}

/** Throws `invalid`, with the place, unless the text is a name of that kind. */
export function assertName(rule: NameRule, text: string, at: Place = {}): void {
  const fault = whyNotName(rule, text);
  if (fault !== undefined) throw invalid(fault, at);
}

/** Why a value is not an array of at least one distinct name, or undefined. */
export function whyNotNames(rule: NameRule, value: unknown): string | undefined {
  if (!Array.isArray(value)) return `must be an array, each item a ${rule.what}`;
  if (value.length === 0) return `must have at least one ${rule.what}`;
  for (const name of value as unknown[]) {
    const fault = typeof name === 'string' ? whyNotName(rule, name) : `${printJson(name)} is not a string`;
    if (fault !== undefined) return `has a bad item: ${fault}`;
  }
  const seen = new Set<string>();
  const repeated = (value as string[]).find((name) => seen.size === seen.add(name).size);
  return repeated === undefined ? undefined : `has ${repeated} twice`;
}
