import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../errors.js';
import { parseJson, type JsonObject, type JsonValue } from '../json.js';
import { applyEffects } from '../planning/apply-effects.arbitraries.js';
import { acceptedOperations, states } from '../planning/operation.arbitraries.js';
import { toBase, type State } from '../planning/planning.arbitraries.js';
import { planOperations } from '../planning/plan.js';
import { conform } from '../setting-type/accepts.js';
import { planDocument, type DocumentPlan } from './plan-document.js';
import { printDocument } from './print-document.js';
import { readDocument } from './read-document.js';

const EVERYTHING = { rules: true, metadata: true, aliases: true, features: true };
const PRUNED = { prune: true, pruneSettings: true };
const EMPTY: State = { features: [], settings: [] };

/** The document of a state. Its scope is everything. */
function documentOf(state: State): string {
  const { features, find, everySetting } = toBase(state);
  const settings = everySetting.map(({ name }) => find(name)).filter((one) => one !== undefined);
  return [...printDocument({ prefixes: [''], features, settings }, EVERYTHING)].join('');
}

function run<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** What a document would change in a state. */
function planned(state: State, text: string): DocumentPlan {
  return run(planDocument(toBase(state), run(readDocument(parseJson(text))), PRUNED));
}

/** A state after a document. Throws the refusal. */
function apply(state: State, text: string): State {
  const { effects } = planOperations(toBase(state), planned(state, text).operations);
  return applyEffects(state, effects, 1001);
}

/** The part of a document that a plan brings about whatever was there before: aliases and features are only added. */
function essence(text: string): JsonValue {
  const { settings } = parseJson(text) as JsonObject;
  const named = Object.entries(settings as JsonObject).map(([name, setting]) => {
    return [name, { ...(setting as JsonObject), aliases: null }];
  });
  return Object.fromEntries(named) as JsonObject;
}

function isRefused(step: () => unknown): boolean {
  try {
    step();
    return false;
  } catch (error) {
    if (error instanceof DomainError) return true;
    throw error;
  }
}

/** A state as this service stores it: with each value as its type spells it. */
function spelled({ features, settings }: State): State {
  return {
    features,
    settings: settings.map(({ setting, rules }) => ({
      setting: { ...setting, defaultValue: conform(setting.type, setting.defaultValue) },
      rules: rules.map((rule) => ({ ...rule, value: conform(setting.type, rule.value) })),
    })),
  };
}

/** The state that operations lead to. */
const later = acceptedOperations.map(({ start: first, operations }) => {
  const start = spelled(first);
  const { effects } = planOperations(
    toBase(start),
    operations.map((operation) => ({ operation })),
  );
  return { start, end: applyEffects(start, effects, 101) };
});

describe('a document', () => {
  test('it brings an empty instance to the state that it was printed from', () => {
    fc.assert(
      fc.property(later, ({ end }) => {
        const text = documentOf(end);

        expect(documentOf(apply(EMPTY, text))).toBe(text);
      }),
      { numRuns: 400 },
    );
  });

  test('it changes nothing in the state that it was printed from', () => {
    fc.assert(
      fc.property(later, ({ end }) => {
        const { operations, changes, summary, warnings } = planned(end, documentOf(end));

        expect([operations, changes, warnings]).toEqual([[], [], []]);
        expect({ ...summary, unchanged: 0 }).toEqual({ created: 0, changed: 0, deleted: 0, unchanged: 0 });
      }),
      { numRuns: 200 },
    );
  });

  test('it changes nothing the second time', () => {
    fc.assert(
      fc.property(states.map(spelled), later, (start, { end }) => {
        const text = documentOf(end);
        fc.pre(!isRefused(() => apply(start, text)));

        expect(planned(apply(start, text), text).operations).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test('it brings a later or an earlier state to its own, unless a version is in the way', () => {
    let applied = 0;
    fc.assert(
      fc.property(later, ({ start, end }) => {
        for (const [from, to] of [
          [start, end],
          [end, start],
        ] as const) {
          const text = documentOf(to);
          if (isRefused(() => apply(from, text)) || planned(from, text).warnings.length > 0) continue;
          applied++;
          expect(essence(documentOf(apply(from, text)))).toEqual(essence(text));
        }
      }),
      { numRuns: 400 },
    );
    expect(applied).toBeGreaterThan(100);
  });

  test('what it says will change is what changes', () => {
    fc.assert(
      fc.property(states.map(spelled), later, (start, { end }) => {
        const text = documentOf(end);
        fc.pre(!isRefused(() => apply(start, text)));
        const { changes, operations } = planned(start, text);
        const { isUnchanged } = planOperations(toBase(start), operations);

        expect(changes.length === 0).toBe(isUnchanged);
      }),
      { numRuns: 200 },
    );
  });
});
