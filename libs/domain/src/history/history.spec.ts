import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readContent } from './content.js';
import { ConflictingHistory } from './conflict.js';
import { deltaOf, snapshotOf, type Delta } from './delta.js';
import { baseOf, dump, histories, stepOf, type State, type Step } from './history.arbitraries.js';
import { PastState } from './past-state.js';
import { planRestore } from './restore.js';
import { planUndo } from './undo.js';

const withoutAliases = { isWithAliases: false };

function pastOf({ features, settings }: State): PastState {
  return new PastState({ features: features.map((name, index) => ({ name, index })), settings });
}

function read(past: PastState): Pick<State, 'features' | 'settings'> {
  const { featureNames, hasPresentFeatures } = past;
  return { features: featureNames, settings: past.list().map((one) => one.read(featureNames, hasPresentFeatures)) };
}

/** What a change did, by the state now and the changes since. */
function deltaFor({ content }: Step, since: readonly Step[], now: State): Delta {
  const past = pastOf(now);
  for (const step of [...since].reverse()) past.takeBack(readContent(step.content));
  const after = snapshotOf(past);
  const features = past.featureNames;
  past.takeBack(readContent(content));
  return deltaOf(after, features, past);
}

function undo(step: Step, since: readonly Step[], now: State): Step | undefined {
  return stepOf(now, planUndo(baseOf(now), deltaFor(step, since, now)));
}

function namesOf({ settings }: State): string[][] {
  return settings.map(({ setting }) => [setting.name, ...setting.aliases]);
}

test('every earlier state is rebuilt from the present one and the changes since', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      const past = pastOf((steps.at(-1) as Step).after);
      for (const { before, content } of [...steps].reverse()) {
        expect(past.takeBack(readContent(content))).toBe(true);
        expect(dump(read(past))).toBe(dump(before));
      }
    }),
    { numRuns: 40 },
  );
});

test('the undo of a change right after it gives the state before, but for the names of renamed settings', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      for (const step of steps) {
        const undone = undo(step, [], step.after)?.after ?? step.after;
        expect(dump(undone, withoutAliases)).toBe(dump(step.before, withoutAliases));
        const names = namesOf(undone);
        for (const [name, ...aliases] of namesOf(step.before)) {
          expect(names.find(([other]) => other === name)).toEqual(expect.arrayContaining(aliases));
        }
      }
    }),
    { numRuns: 25 },
  );
});

test('the undo of an undo gives the state before it', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      for (const step of steps) {
        const undone = undo(step, [], step.after);
        const redone = undone && undo(undone, [], undone.after);
        expect(dump(redone?.after ?? step.after, withoutAliases)).toBe(dump(step.after, withoutAliases));
      }
    }),
    { numRuns: 25 },
  );
});

test('changes are undone in any order, or what is in the way is named', () => {
  const cases = histories.chain((steps) =>
    fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps, { minLength: steps.length })),
  );
  fc.assert(
    fc.property(cases, ([steps, order]) => {
      const log = [...steps];
      for (const step of order) {
        const now = (log.at(-1) as Step).after;
        try {
          const done = undo(step, log.slice(log.indexOf(step) + 1), now);
          if (done) log.push(done);
        } catch (error) {
          expect(error).toBeInstanceOf(ConflictingHistory);
          expect((error as ConflictingHistory).conflicts.length).toBeGreaterThan(0);
        }
      }
      const past = pastOf((log.at(-1) as Step).after);
      for (const { before, content } of log.reverse()) {
        past.takeBack(readContent(content));
        expect(dump(read(past))).toBe(dump(before));
      }
    }),
    { numRuns: 25 },
  );
});

test('a restore gives any earlier state, but for aliases, and drops no name of a setting that stays', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      const { after: now } = steps.at(-1) as Step;
      const past = pastOf(now);
      for (const { before, content } of [...steps].reverse()) {
        past.takeBack(readContent(content));
        const { featureNames, hasPresentFeatures } = past;
        const settings = past.list().map((one) => ({
          past: one.read(featureNames, hasPresentFeatures),
          present: one.present?.setting.name,
        }));
        const present = now.settings.map(({ setting }) => setting.name);
        const plan = planRestore(baseOf(now), { settings, present, features: featureNames });
        const restored = stepOf(now, plan)?.after ?? now;
        expect(dump(restored, withoutAliases)).toBe(dump(before, withoutAliases));
        const staying = settings.flatMap(({ present: name }) => namesOf(now).find(([other]) => other === name) ?? []);
        expect(namesOf(restored).flat()).toEqual(expect.arrayContaining(staying));
      }
    }),
    { numRuns: 25 },
  );
});
