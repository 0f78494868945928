import {
  FEATURE_NAME,
  assertName,
  invalid,
  locate,
  parseInstant,
  parseSettingType,
  printSettingType,
  searchWords,
  type Place,
  type SettingFilter,
  type Since,
} from '@heksher/domain';
import { parseBoolean } from '../../config/boolean-text.js';
import { readInstant } from './instant.js';

/** The text of a query parameter by its name; undefined if it is absent. */
export type ParameterText = (name: string) => string | undefined;

/** Each word is looked for in every setting. */
const MOST_WORDS = 20;

/** The largest sequence of the log. */
const LARGEST_SEQUENCE = 2n ** 63n - 1n;

/** The query parameters of a `SettingFilter`. */
export const FILTER_PARAMETERS = [
  'search',
  'prefix',
  'type',
  'feature',
  'has_rules',
  'changed_since',
  'unused_since',
] as const;

/** Reads which settings a request asks for from its query parameters. Throws `invalid`. */
export function readSettingFilter(text: ParameterText): SettingFilter {
  const feature = text('feature');
  if (feature !== undefined) assertName(FEATURE_NAME, feature, { parameter: 'feature' });
  return {
    words: readSearch(text('search') ?? '', { parameter: 'search' }),
    prefix: text('prefix'),
    type: readType(text('type')),
    feature,
    hasRules: readFlag(text('has_rules'), 'has_rules'),
    changedSince: readSince(text('changed_since')),
    unusedSince: readInstant(text('unused_since'), 'unused_since'),
  };
}

/** Reads the words of a search. Throws `invalid`, pointing at `at`, if there are too many. */
export function readSearch(text: string, at: Place): string[] {
  const words = [...new Set(searchWords(text))];
  if (words.length <= MOST_WORDS) return words;
  throw invalid(`search may have at most ${MOST_WORDS} words, not ${words.length}`, at);
}

function readType(text: string | undefined): string | undefined {
  return text === undefined ? undefined : locate({ parameter: 'type' }, () => printSettingType(parseSettingType(text)));
}

function readFlag(text: string | undefined, parameter: string): boolean | undefined {
  if (text === undefined) return undefined;
  const flag = parseBoolean(text);
  if (flag !== undefined) return flag;
  throw invalid(`${parameter} must be true or false, not ${JSON.stringify(text)}`, { parameter });
}

function readSince(text: string | undefined): Since | undefined {
  if (text === undefined) return undefined;
  const sequence = /^\d{1,30}$/.test(text) ? BigInt(text) : undefined;
  if (sequence !== undefined && sequence <= LARGEST_SEQUENCE) return { sequence };
  const time = parseInstant(text);
  if (time !== undefined) return { time };
  throw invalid(
    `changed_since must be a sequence number of the log or a time such as 2026-11-23T20:15:00Z, not ${JSON.stringify(text)}`,
    { parameter: 'changed_since' },
  );
}
