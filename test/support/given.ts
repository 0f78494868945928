import type { AddedRule, Answer, Declared, Heksher } from './heksher.js';

let count = 0;

/** A name that no other test uses. */
export function uniqueName(prefix: string): string {
  count += 1;
  return `${prefix}_${count}`;
}

/** Creates the initial data of a test through the API, with defaults for what does not matter to the test. */
export class Given {
  constructor(private readonly heksher: Heksher) {}

  /** Adds a context feature at the end of the list. */
  async feature(name: string = uniqueName('feature')): Promise<string> {
    expectStatus(await this.heksher.addFeature(name), 204);
    return name;
  }

  /** Adds context features in this order. */
  async features(...names: string[]): Promise<string[]> {
    for (const name of names) await this.feature(name);
    return names;
  }

  /** Declares a setting. Unless features are given, it gets a new one. */
  async setting(attributes: Partial<Declared> = {}): Promise<Declared> {
    const configurable_features = attributes.configurable_features ?? [await this.feature()];
    const declared = {
      name: uniqueName('setting'),
      type: 'int',
      default_value: 0,
      ...attributes,
      configurable_features,
    };
    expectStatus(await this.heksher.declare(declared), 200);
    return declared;
  }

  /** Adds a rule and returns its id. */
  async rule(rule: AddedRule): Promise<number> {
    const answer = await this.heksher.addRule(rule);
    expectStatus(answer, 201);
    return (answer.body as { rule_id: number }).rule_id;
  }
}

function expectStatus(answer: Answer, status: number): void {
  if (answer.status !== status) throw new Error(`a test's set-up was answered ${answer.status}: ${answer.text}`);
}
