import { flagOf, type CompiledRule } from '@heksher/domain';
import type { LoadedSetting } from '@heksher/persistence';
import { contentTag } from '../answers/etag.js';
import { printFlag, printUnknown } from './ofrep.present.js';

/** How many marks were made. */
let made = 0;

/** Three UTF-16 units, which no other mark of this process has. */
function makeMark(): string {
  const number = made++;
  return String.fromCharCode(number, number / 2 ** 16, number / 2 ** 32); // which takes the last 16 bits of each
}

/** A flag as JSON text. */
export class FlagText {
  /** Three UTF-16 units, which no other text of this process has. */
  readonly mark = makeMark();
  private madeTag: string | undefined;

  constructor(readonly text: string) {}

  /** A tag of the text, which is the same for equal texts of all processes. */
  get tag(): string {
    return (this.madeTag ??= contentTag(this.text));
  }
}

/** The texts of a flag, by the rule that wins. */
export interface TextsOfFlag {
  /** The text if a rule wins, or none does. */
  textFor(rule: CompiledRule | undefined): FlagText;
}

/** The memory of a text besides its characters. */
const TEXT_BYTES = 200;

/** The id that the text without a rule is kept under. No rule has it. */
const NO_RULE = -1;

/** The texts of flags, each printed once for each rule that wins, for as long as its setting is in memory. */
export class FlagTexts {
  private readonly settings = new WeakMap<LoadedSetting, Map<string, TextsOfFlag>>();
  /** Of all texts that were ever printed. */
  bytes = 0;

  constructor(private readonly areReasonsStrict: boolean) {}

  /** The texts of a setting under one of its names. */
  of(key: string, one: LoadedSetting): TextsOfFlag {
    const byKey = this.settings.get(one) ?? new Map<string, TextsOfFlag>();
    const texts = byKey.get(key) ?? this.textsOf(key, one);
    this.settings.set(one, byKey.set(key, texts));
    return texts;
  }

  private textsOf(key: string, { setting, ruleset }: LoadedSetting): TextsOfFlag {
    const byRule = new Map<number, FlagText>();
    return {
      textFor: (rule) => {
        const id = rule?.id ?? NO_RULE;
        const known = byRule.get(id);
        if (known) return known;
        const printed = new FlagText(printFlag({ key, setting, ...flagOf(ruleset, rule, this.areReasonsStrict) }));
        this.bytes += printed.text.length + TEXT_BYTES;
        byRule.set(id, printed);
        return printed;
      },
    };
  }
}

/** The text of a flag whose key is no setting's name or alias. */
export function textsOfUnknown(key: string): TextsOfFlag {
  const text = new FlagText(printUnknown(key));
  return { textFor: () => text };
}
