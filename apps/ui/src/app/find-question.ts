import { DomainError, FEATURE_VALUE, parseWantedConditions, whyNotName } from '@heksher/domain';

/** What a text may ask about rules, besides a part of a value. */
export interface Question {
  /** The conditions that it names, as the API's `feature_values`. */
  conditions: string | undefined;
  /** The features whose values may begin with a text. */
  values: { feature: string; prefix: string }[];
}

/** Each feature is a request of its own. */
const MOST_FEATURES = 10;

/**
 * Reads a text that somebody looks for: `account:john,theme:*` are conditions, `account:jo` begins a value of a feature, and
 * `jo` may begin one of any feature.
 */
export function readQuestion(text: string, features: readonly string[]): Question {
  const conditions = areConditions(text, features) ? text : undefined;
  const colon = text.indexOf(':');
  const prefix = text.slice(colon + 1);
  if (prefix !== '' && whyNotName(FEATURE_VALUE, prefix) !== undefined) return { conditions, values: [] };
  if (colon < 0) {
    const all = features.slice(0, MOST_FEATURES).map((feature) => ({ feature, prefix }));
    return { conditions, values: text === '' ? [] : all };
  }
  const feature = text.slice(0, colon);
  return { conditions, values: features.includes(feature) ? [{ feature, prefix }] : [] };
}

function areConditions(text: string, features: readonly string[]): boolean {
  try {
    return parseWantedConditions(text, 'text').every(({ feature }) => features.includes(feature));
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

/** Whether all words of a question occur in a text, in any case of letters. */
export function hasAllWords(text: string, question: string): boolean {
  const lower = text.toLowerCase();
  return question
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

interface Named {
  name: string;
  aliases: readonly string[];
}

/** Settings without repetitions: first those that are called as the text says, then those whose names are near to it. */
export function nearestFirst<Setting extends Named>(settings: readonly Setting[], text: string): Setting[] {
  const unique = new Map(settings.map((setting) => [setting.name, setting]));
  const wanted = text.toLowerCase();
  return [...unique.values()].sort((left, right) => distance(left, wanted) - distance(right, wanted));
}

/** How far the nearest name of a setting is from a text: the part after the last dot counts nearly as the name. */
function distance({ name, aliases }: Named, wanted: string): number {
  const distances = [name, ...aliases].map((one) => {
    const lower = one.toLowerCase();
    const last = lower.slice(lower.lastIndexOf('.') + 1);
    const claims = [lower === wanted, last === wanted, lower.startsWith(wanted), last.startsWith(wanted)];
    return [...claims, lower.includes(wanted), true].indexOf(true);
  });
  return Math.min(...distances);
}
