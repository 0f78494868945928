import fc, { type Arbitrary } from 'fast-check';
import { printJson } from '@heksher/domain';
import type { TestApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Typed } from './typed-values.js';

export const FEATURES = ['f0', 'f1', 'f2', 'f3'] as const;
export type Context = Record<string, string>;

/** A setting that a client follows under the name that it had first. */
export interface Followed {
  name: string;
  typed: Typed;
}

/** A change of settings. It names settings, rules and values by numbers, whatever there is. */
export interface Step {
  kind:
    'rule' | 'rules' | 'value' | 'no rule' | 'rename' | 'alias' | 'move' | 'features' | 'type' | 'default' | 'remove';
  /** By the API, or by another program that writes to the database. */
  by: 'api' | 'sql';
  setting: number;
  rule: number;
  value: number;
  conditions: Context;
  features: string[];
}

const values = fc.constantFrom('a', 'b', '1', 'a.b@c');
export const contexts: Arbitrary<Context> = fc.dictionary(fc.constantFrom(...FEATURES), values, {
  noNullPrototype: true,
});

export const steps: Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<Step['kind']>('rule', 'rules') },
    { weight: 3, arbitrary: fc.constantFrom<Step['kind']>('value', 'no rule', 'rename', 'alias', 'move') },
    { weight: 2, arbitrary: fc.constantFrom<Step['kind']>('features', 'type', 'default', 'remove') },
  ),
  by: fc.constantFrom('api', 'sql'),
  setting: fc.nat({ max: 5 }),
  rule: fc.nat({ max: 20 }),
  value: fc.nat({ max: 1 }),
  conditions: contexts.filter((one) => Object.keys(one).length > 0),
  features: fc.shuffledSubarray([...FEATURES], { minLength: 2 }),
});

const FOREIGN: Record<Exclude<Step['kind'], 'features' | 'type' | 'default' | 'rules'>, string> = {
  rule: `with added as (insert into rules (setting, value) values ($1, $2) returning id)
    insert into conditions select added.id, key, value from added, json_each_text($3::json)`,
  value: 'update rules set value = $2 where id = $1',
  'no rule': 'delete from rules where id = $1',
  rename: 'update settings set name = $2 where name = $1',
  alias: 'insert into setting_aliases values ($1, $2)',
  move: `update context_features set index = (select max(index) from context_features) - index`,
  remove: 'delete from settings where name = $1',
};

/** Makes changes to the settings that a client follows. What the service or the database refuses changes nothing. */
export class Changes {
  constructor(
    private readonly app: TestApp,
    private readonly followed: readonly Followed[],
  ) {}

  /** Whether it was accepted. */
  async make(step: Step): Promise<boolean> {
    const { name, typed } = this.followed[step.setting % this.followed.length] as Followed;
    const found = await this.app.heksher.setting(name);
    if (found.status === 404) return this.declareAgain(name, typed, step);
    const { name: canonical } = found.body as { name: string };
    const value = printJson(typed.type.write(typed.values[step.value]));
    const rule = await this.ruleOf(name, step.rule);
    const isForeign = step.by === 'sql' && step.kind in FOREIGN;
    if (isForeign) return this.writeForeign(step, { canonical, rule, value });
    if (step.kind === 'alias') return (await this.app.heksher.addAlias(name, uniqueName('alias'))).status === 204;
    return this.applySet(operationsOf(step, { name, rule, value, typed }));
  }

  private async declareAgain(name: string, { type, values }: Typed, { value, features }: Step): Promise<boolean> {
    const declared = {
      name,
      type: type.text,
      configurable_features: features,
      default_value: type.write(values[value]),
    };
    return this.send('/api/v1/settings/declare', printJson(declared));
  }

  private async ruleOf(name: string, place: number): Promise<number> {
    const { body } = await this.app.heksher.query({ settings: name });
    const [one] = Object.values((body as { settings: Record<string, { rules: { rule_id: number }[] }> }).settings);
    return one?.rules[place % one.rules.length]?.rule_id ?? 0;
  }

  private applySet(operations: object[]): Promise<boolean> {
    return this.send('/api/v1/change_sets', printJson({ operations }));
  }

  private async send(path: string, body: string): Promise<boolean> {
    const { status, text } = await this.app.heksher.post(path, body);
    if (status >= 500) throw new Error(text);
    return status < 300;
  }

  private async writeForeign(
    { kind, conditions }: Step,
    { canonical, rule, value }: { canonical: string; rule: number; value: string },
  ): Promise<boolean> {
    const parameters: Partial<Record<Step['kind'], unknown[]>> = {
      rule: [canonical, value, JSON.stringify(conditions)],
      value: [rule, value],
      'no rule': [rule],
      rename: [canonical, uniqueName('renamed')],
      alias: [canonical, uniqueName('alias')],
      remove: [canonical],
    };
    try {
      await this.app.database.sql(FOREIGN[kind as keyof typeof FOREIGN], parameters[kind]);
      return true;
    } catch (error) {
      if (String((error as { code?: string }).code).startsWith('23')) return false; // a constraint
      throw error;
    }
  }
}

interface Facts {
  name: string;
  rule: number;
  value: string;
  typed: Typed;
}

/** The operations of a change set. */
function operationsOf(
  { kind, conditions, features, value: place }: Step,
  { name, rule, typed: { type, values, wider } }: Facts,
): object[] {
  const value = type.write(values[place]);
  const change = { op: 'setting.change', setting: name };
  const set = { op: 'rule.set', setting: name, feature_values: conditions, value };
  const operations: Record<Exclude<Step['kind'], 'alias'>, object[]> = {
    rule: [set],
    rules: [set, { ...set, feature_values: {} }],
    value: [{ op: 'rule.change', rule_id: rule, value }],
    'no rule': [{ op: 'rule.delete', rule_id: rule }],
    rename: [{ ...change, name: uniqueName('renamed') }],
    move: [{ op: 'context_feature.move', context_feature: features[0], to_after: features[1] }],
    features: [{ ...change, configurable_features: features }],
    type: [{ ...change, type: place === 0 ? type.text : wider }],
    default: [{ ...change, default_value: value }],
    remove: [{ op: 'setting.delete', setting: name }],
  };
  return kind === 'alias' ? [] : operations[kind];
}
