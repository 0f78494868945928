import {
  parseContextFilters,
  printSettingType,
  printVersion,
  type Condition,
  type ContextFilters,
  type JsonObject,
  type Rule,
  type Setting,
} from '@heksher/domain';
import type { Answer, Read } from './operations.js';
import {
  findSetting,
  findTwin,
  getRule,
  getSetting,
  notFound,
  pairsOf,
  rulesOf,
  shownRule,
  shownSetting,
  shownSummary,
  type State,
} from './state.js';

type Context = Record<string, string>;

/** The answer to a read in a state, by the plain definitions over lists. Throws the domain's refusals. */
export function read(state: State, operation: Read): Answer {
  return { status: 200, body: bodyOf(state, operation) };
}

function bodyOf(state: State, operation: Read): unknown {
  switch (operation.kind) {
    case 'query':
      return query(state, operation);
    case 'evaluate':
      return { settings: evaluateAll(state, operation), revision: state.revision };
    case 'evaluate by url':
      return { settings: evaluateAll(state, operation) };
    case 'flag':
      return flag(state, operation.key, operation.context);
    case 'flags':
      return flags(state, operation.context);
    case 'get setting':
      return shownSetting(getSetting(state, operation.setting));
    case 'get setting metadata':
      return { metadata: getSetting(state, operation.setting).metadata };
    case 'list settings':
      return { settings: state.settings.map(operation.isWhole ? shownSetting : shownSummary) };
    case 'get rule':
      return shownRule(getRule(state, operation.rule));
    case 'get rule metadata':
      return { metadata: getRule(state, operation.rule).metadata };
    case 'search rule':
      return search(state, operation);
    case 'list features':
      return { context_features: state.features };
    case 'get feature':
      return { index: indexOf(state, operation.feature) };
  }
}

/** The value of a setting in a context, and the rule that gives it. */
export function resolve(state: State, setting: Setting, context: Context): { value: unknown; rule: Rule | undefined } {
  const matching = rulesOf(state, setting.name).filter(({ conditions }) =>
    conditions.every(({ feature, value }) => context[feature] === value),
  );
  const weight = ({ conditions }: Rule) =>
    conditions.reduce((sum, { feature }) => sum + 2 ** state.features.indexOf(feature), 0);
  const rule = matching.sort((a, b) => weight(b) - weight(a))[0];
  return { value: rule ? rule.value : setting.defaultValue, rule };
}

function query(state: State, { settings, filters, isWithMetadata }: Extract<Read, { kind: 'query' }>): object {
  const wanted = settings ? settings.map((name) => getSetting(state, name)) : state.settings;
  const allowed = parseContextFilters(filters, { parameter: 'context_filters' });
  const shown = wanted.map((setting): [string, object] => {
    const rules = rulesOf(state, setting.name).filter(({ conditions }) => passes(conditions, allowed));
    const answered = rules.map((rule) => queriedRule(rule, isWithMetadata));
    return [setting.name, { rules: answered, default_value: setting.defaultValue }];
  });
  return { settings: Object.fromEntries(shown) };
}

function passes(conditions: readonly Condition[], filters: ContextFilters): boolean {
  if (filters === '*') return true;
  return conditions.every(({ feature, value }) => {
    const filter = filters.get(feature);
    return filter === '*' || filter?.has(value) === true;
  });
}

function queriedRule({ id, value, conditions, metadata }: Rule, isWithMetadata: boolean): object {
  const rule = { value, context_features: pairsOf(conditions), rule_id: id };
  return isWithMetadata ? { ...rule, metadata } : rule;
}

function evaluateAll(state: State, { settings, context }: { settings?: string[]; context: Context }): object {
  const names = settings ?? state.settings.map(({ name }) => name);
  const evaluated = names.map((name): [string, object] => [name, evaluateOne(state, getSetting(state, name), context)]);
  return Object.fromEntries(evaluated);
}

function evaluateOne(state: State, setting: Setting, context: Context): object {
  const { value, rule } = resolve(state, setting, context);
  if (!rule) return { value, reason: 'default' };
  return { value, reason: 'rule', rule_id: rule.id, conditions: pairsOf(rule.conditions) };
}

function flags(state: State, context: Context): object {
  const keys = state.settings.flatMap(({ name, aliases }) => [name, ...aliases]).sort();
  return { flags: keys.map((key) => flag(state, key, context)) };
}

function flag(state: State, key: string, context: Context): object {
  const setting = getSetting(state, key);
  const { value, rule } = resolve(state, setting, context);
  const metadata: JsonObject = {
    'heksher.version': printVersion(setting.version),
    'heksher.type': printSettingType(setting.type),
  };
  if (!rule) {
    const reason = rulesOf(state, setting.name).length > 0 ? 'DEFAULT' : 'STATIC';
    return { key, value, reason, variant: 'default', metadata };
  }
  const matched = rule.conditions.map((condition) => `${condition.feature}=${condition.value}`).join();
  return {
    key,
    value,
    reason: 'TARGETING_MATCH',
    variant: `rule:${rule.id}`,
    metadata: { ...metadata, 'heksher.ruleId': rule.id, 'heksher.matched': matched },
  };
}

function search(state: State, { setting, conditions }: Extract<Read, { kind: 'search rule' }>): object {
  const wanted = Object.entries(conditions).map(([feature, value]) => ({ feature, value }));
  const found = findSetting(state, setting);
  const rule = found && findTwin(state, found.name, wanted);
  return rule ? { rule_id: rule.id } : notFound('such rule');
}

function indexOf({ features }: State, feature: string): number {
  return features.includes(feature) ? features.indexOf(feature) : notFound(`feature ${feature}`);
}
