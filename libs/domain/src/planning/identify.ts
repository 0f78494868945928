import type { LoggedState } from '../logged.js';
import type { Rule } from '../rule.js';
import type { Item } from './item.js';
import type { Plan } from './plan.js';

/** A plan whose new rules have the ids that the database has given them, in the order in which they were added. */
export function withRuleIds(plan: Plan, ids: readonly number[]): Plan {
  if (plan.newRules === 0) return plan;
  const idOf = (id: number) => (id < 0 ? (ids[-id - 1] as number) : id);
  const { rules } = plan.effects;
  return {
    ...plan,
    effects: {
      ...plan.effects,
      rules: {
        ...rules,
        added: rules.added.map((rule) => ({ ...rule, id: idOf(rule.id) })),
        metadata: rules.metadata.map((one) => ({ ...one, owner: idOf(one.owner) })),
      },
    },
    items: plan.items.map((item) => identifyItem(item, idOf)),
    results: plan.results.map((result) =>
      result.ruleId === undefined ? result : { ...result, ruleId: idOf(result.ruleId) },
    ),
    newRules: 0,
  };
}

function identifyItem(item: Item, idOf: (id: number) => number): Item {
  const { ruleId, before, after } = item;
  return {
    ...item,
    ...(ruleId !== undefined && { ruleId: idOf(ruleId) }),
    ...(before && { before: identifyState(before, idOf) }),
    ...(after && { after: identifyState(after, idOf) }),
  };
}

function identifyState(state: LoggedState, idOf: (id: number) => number): LoggedState {
  const identify = (rule: Rule): Rule => ({ ...rule, id: idOf(rule.id) });
  if ('rule' in state) return { rule: identify(state.rule) };
  return 'rules' in state && state.rules ? { ...state, rules: state.rules.map(identify) } : state;
}
