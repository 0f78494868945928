import { printJson } from './json.js';
import { printMetadata } from './metadata.js';
import type { Condition, Rule } from './rule.js';

/** What a compiled rule is made of. The conditions are in feature order. */
export interface RuleParts {
  id: number;
  /** As JSON text. */
  value: string;
  /** As JSON text. */
  metadata: string;
  conditions: readonly Condition[];
}

// No feature value contains U+0000 (PostgreSQL text cannot), so joined values are unambiguous.
export const KEY_SEPARATOR = '\u0000';

/**
 * A rule for reading. Value and metadata are JSON text, ready for an answer. A service has a million of them, so each is one
 * object that keeps its conditions as one text, and shares the list of their features.
 */
export class CompiledRule {
  /** `features` and `key` are the conditions in feature order: see there. */
  constructor(
    readonly id: number,
    readonly value: string,
    readonly metadata: string,
    private featureList: readonly string[],
    /** The values of the conditions, joined. No other rule with the same features has it. */
    readonly key: string,
  ) {}

  static of({ id, value, metadata, conditions }: RuleParts): CompiledRule {
    const features = conditions.map(({ feature }) => feature);
    const key = conditions.map(({ value: wanted }) => wanted).join(KEY_SEPARATOR);
    return new CompiledRule(id, value, metadata, features, key);
  }

  /** The features of the conditions, in feature order. */
  get features(): readonly string[] {
    return this.featureList;
  }

  /** The values of the conditions, in the order of `features`. */
  get values(): readonly string[] {
    const { length } = this.featureList;
    if (length === 0) return [];
    const values: string[] = [];
    let start = 0;
    for (let at = 1; at < length; at++) {
      const end = this.key.indexOf(KEY_SEPARATOR, start);
      values.push(this.key.slice(start, end));
      start = end + 1;
    }
    values.push(this.key.slice(start));
    return values;
  }

  /** The conditions in feature order, made anew by each call. */
  get conditions(): readonly Condition[] {
    const { values } = this;
    return this.featureList.map((feature, at) => ({ feature, value: values[at] as string }));
  }

  /** The rule with some other parts. */
  with({ value = this.value, metadata = this.metadata, conditions }: Partial<Omit<RuleParts, 'id'>>): CompiledRule {
    if (conditions) return CompiledRule.of({ id: this.id, value, metadata, conditions });
    return new CompiledRule(this.id, value, metadata, this.featureList, this.key);
  }

  /** The rule with its conditions in the order of their features' places; itself if they are in this order. */
  inOrder(placeOf: (feature: string) => number): CompiledRule {
    const { features } = this;
    const isOrdered = features.every(
      (feature, at) => at === 0 || placeOf(features[at - 1] as string) <= placeOf(feature),
    );
    if (isOrdered) return this;
    return this.with({ conditions: [...this.conditions].sort((a, b) => placeOf(a.feature) - placeOf(b.feature)) });
  }

  /** Takes an equal list of features in place of its own, so that many rules share one. */
  shareFeatures(equal: readonly string[]): void {
    this.featureList = equal;
  }
}

/** A rule for reading. */
export function compileRule({ id, value, metadata, conditions }: Omit<Rule, 'setting'>): CompiledRule {
  return CompiledRule.of({ id, value: printJson(value), metadata: printMetadata(metadata), conditions });
}

/** The conditions of a rule as JSON text, as `printConditions` prints them. */
export function printRuleConditions({ features, values }: CompiledRule): string {
  let text = '';
  for (let at = 0; at < features.length; at++) {
    const pair = `[${JSON.stringify(features[at])},${JSON.stringify(values[at])}]`;
    text += at === 0 ? pair : `,${pair}`;
  }
  return `[${text}]`;
}
