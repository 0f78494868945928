import { impactOf, type Base, type BaseSetting, type Impact, type JudgedOperations } from '@heksher/domain';
import { inSlices } from '../http/body/in-slices.js';

/** The most entries. */
const MOST = 1000;
/** The longest that is spent on the search. */
const LONGEST_MS = 1000;

/** The impact of a plan, as far as it was found. */
export interface FoundImpact {
  entries: Impact[];
  /** Whether there may be more. */
  isTruncated: boolean;
}

/** The impact of a plan on the state that it was made on. New rules have no ids yet. */
export function findImpact(planned: JudgedOperations, base: Base): Promise<FoundImpact> {
  return inSlices(search(planned, settingsOf(base)));
}

/** The impact of a plan with the ids that its new rules have got. */
export function withRuleIds(found: FoundImpact, planned: JudgedOperations, carried: JudgedOperations): FoundImpact {
  const ids = new Map(planned.results.map(({ ruleId }, n) => [ruleId, carried.results[n]?.ruleId]));
  const entries = found.entries.map((entry) => {
    const { after } = entry;
    const ruleId = after && (ids.get(after.ruleId ?? undefined) ?? after.ruleId);
    return after ? { ...entry, after: { ...after, ruleId: ruleId ?? null } } : entry;
  });
  return { ...found, entries };
}

function* settingsOf(base: Base): Generator<BaseSetting> {
  for (const { name } of base.everySetting) {
    const setting = base.find(name);
    if (setting) yield setting;
  }
}

function* search({ draft }: JudgedOperations, others: Iterable<BaseSetting>): Generator<void, FoundImpact> {
  const entries: Impact[] = [];
  const end = performance.now() + LONGEST_MS;
  for (const entry of impactOf(draft, others)) {
    if (entry && entries.length === MOST) return { entries, isTruncated: true };
    if (entry) entries.push(entry);
    if (performance.now() > end) return { entries, isTruncated: true };
    yield;
  }
  return { entries, isTruncated: false };
}
