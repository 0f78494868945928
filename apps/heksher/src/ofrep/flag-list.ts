import { RulesetRow, type CompiledRule, type Context } from '@heksher/domain';
import { byAnyName, type Reading } from '@heksher/persistence';
import type { Uses } from '../counting/uses.js';
import { textsOfUnknown, type FlagText, type FlagTexts, type TextsOfFlag } from './flag-texts.js';

/** Which flags are to be evaluated. */
export interface FlagSelection {
  /** Undefined for all names and aliases. */
  keys: readonly string[] | undefined;
  /** The prefix of the keys of the evaluated flags. */
  prefix: string;
}

const NO_RULES = { reachable: [] };

/** The flags of a reading that a request selects, in the order of their keys. */
export class FlagList {
  readonly keys: readonly string[];
  private readonly texts: readonly TextsOfFlag[];
  private readonly rulesets: RulesetRow;
  /** The names that an answer counts as a use of; undefined for all. */
  private readonly usedNames: readonly string[] | undefined;

  constructor({ settings }: Pick<Reading, 'settings'>, { keys, prefix }: FlagSelection, texts: FlagTexts) {
    const found = byAnyName(settings);
    const all = keys ?? settings.flatMap(({ setting }) => [setting.name, ...setting.aliases]);
    this.keys = [...new Set(all)].filter((key) => key.startsWith(prefix)).sort();
    this.rulesets = new RulesetRow(this.keys.map((key) => found.get(key)?.ruleset ?? NO_RULES));
    this.texts = this.keys.map((key) => {
      const one = found.get(key);
      return one ? texts.of(key, one) : textsOfUnknown(key);
    });
    const isOfAll = keys === undefined && prefix === '';
    this.usedNames = isOfAll ? undefined : this.keys.filter((key) => found.has(key));
  }

  /** The flags in a context. */
  evaluate(context: Context): EvaluatedFlags {
    const rules = this.rulesets.resolve(context);
    const texts = this.texts.map((one, at) => one.textFor(rules[at]));
    return new EvaluatedFlags(texts, rules, this.usedNames);
  }
}

/** Flags with their values in a context, in the order of their keys. */
export class EvaluatedFlags {
  constructor(
    private readonly texts: readonly FlagText[],
    private readonly rules: readonly (CompiledRule | undefined)[],
    readonly usedNames: readonly string[] | undefined,
  ) {}

  /** What an answer with them counts as. */
  get uses(): Uses {
    const rules = this.rules.flatMap((rule) => (rule ? [rule.id] : []));
    return { kind: 'ofrep', names: this.usedNames, rules };
  }

  /** The JSON text of an answer, which ends with `end`. */
  print(end: string): string {
    return `{"flags":[${this.texts.map(({ text }) => text).join(',')}${end}`;
  }

  /** A text that is the same for the same flags with the same values in this process, and for no others. */
  get mark(): string {
    let marks = '';
    for (const { mark } of this.texts) marks += mark;
    return marks;
  }

  /**
   * A text that is the same for the same answer in all processes, and for no other: the tags are of one length, and `end` is no
   * tag.
   */
  printTagged(end: string): string {
    let tags = '';
    for (const { tag } of this.texts) tags += tag;
    return tags + end;
  }
}
