import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../errors.js';
import { printJson } from '../json.js';
import { printLoggedState, type LoggedState } from '../logged.js';
import type { Rule } from '../rule.js';
import { printSettingType } from '../setting-type/print.js';
import { applyEffects } from './apply-effects.arbitraries.js';
import type { Item } from './item.js';
import type { Operation } from './operation.js';
import { operationLists, states } from './operation.arbitraries.js';
import { plan, type State } from './planning.arbitraries.js';

const FIRST_ID = 101;

/** What operations come to one by one, each in a plan of its own; those that are refused are left out. */
function oneByOne(start: State, operations: readonly Operation[]) {
  const accepted: Operation[] = [];
  const outcomes: string[] = [];
  const items: Item[] = [];
  let state = start;
  let nextId = FIRST_ID;
  for (const operation of operations) {
    try {
      const planned = plan(state, operation);
      state = applyEffects(state, planned.effects, nextId);
      items.push(...planned.items.map((item) => withIds(item, nextId)));
      nextId += planned.newRules;
      accepted.push(operation);
      outcomes.push(...planned.results.map(({ outcome }) => outcome));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
  return { state, accepted, outcomes, items };
}

/** An entry with the ids that the database gives. */
function withIds(item: Item, firstId: number): Item {
  const idOf = (id: number) => (id < 0 ? firstId - 1 - id : id);
  const inState = (state: LoggedState): LoggedState => {
    if ('rule' in state) return { rule: { ...state.rule, id: idOf(state.rule.id) } };
    if ('setting' in state) {
      return { ...state, ...(state.rules && { rules: state.rules.map((rule) => ({ ...rule, id: idOf(rule.id) })) }) };
    }
    return state;
  };
  return {
    ...item,
    ...(item.ruleId !== undefined && { ruleId: idOf(item.ruleId) }),
    ...(item.before && { before: inState(item.before) }),
    ...(item.after && { after: inState(item.after) }),
  };
}

/** A state as text, with each row as it is stored. */
function print({ features, settings }: State): string[] {
  const rows = settings.flatMap(({ setting, rules }) => [
    printJson({ ...setting, type: printSettingType(setting.type) }),
    ...rules.map((rule) => printJson(rule)),
  ]);
  return [features.join(), ...rows];
}

function printItem({ action, settings, ruleId, before, after }: Item): string {
  const printed = [before, after].map((state) => state && printLoggedState(inOneOrder(state)));
  return printJson({ action, settings, ruleId, printed });
}

/** A plan keeps features and conditions in the order that they had; what is read anew has the new order of features. */
function inOneOrder(state: LoggedState): LoggedState {
  if ('rule' in state) return { rule: sorted(state.rule) };
  if ('features' in state || 'token' in state) return state;
  const { setting, rules } = state;
  const configurableFeatures = [...setting.configurableFeatures].sort();
  return { setting: { ...setting, configurableFeatures }, ...(rules && { rules: rules.map(sorted) }) };
}

function sorted(rule: Rule): Rule {
  return { ...rule, conditions: [...rule.conditions].sort((a, b) => (a.feature < b.feature ? -1 : 1)) };
}

describe('a plan of many operations', () => {
  test('it comes to the same as its operations one by one', () => {
    fc.assert(
      fc.property(states, operationLists, (start, operations) => {
        const { state, accepted, outcomes, items } = oneByOne(start, operations);

        const planned = plan(start, ...accepted);

        expect(print(applyEffects(start, planned.effects, FIRST_ID))).toEqual(print(state));
        expect(planned.results.map(({ outcome }) => outcome)).toEqual(outcomes);
        expect(planned.items.map((item) => printItem(withIds(item, FIRST_ID)))).toEqual(items.map(printItem));
      }),
      { numRuns: 600 },
    );
  });

  test('an operation that is refused alone is refused after the others', () => {
    fc.assert(
      fc.property(states, operationLists, (start, operations) => {
        const { accepted } = oneByOne(start, operations);
        const refused = operations.filter((operation) => !accepted.includes(operation)).length;

        if (refused > 0) expect(() => plan(start, ...operations)).toThrow(DomainError);
        else plan(start, ...operations);
      }),
      { numRuns: 200 },
    );
  });

  test('effects that change no row are none', () => {
    fc.assert(
      fc.property(states, operationLists, (start, operations) => {
        const { accepted } = oneByOne(start, operations);
        const { isUnchanged, effects } = plan(start, ...accepted);

        const isSame =
          print(applyEffects(start, effects, FIRST_ID)).join('\n') ===
          print(applyEffects(start, plan(start).effects, FIRST_ID)).join('\n');

        if (isUnchanged) expect(isSame).toBe(true);
        // A setting that is deleted and declared alike is another one.
        else if (isSame) expect(effects.settings.deleted.length + effects.rules.deleted.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});
