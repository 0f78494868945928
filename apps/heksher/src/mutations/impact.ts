import { impactOf, type BaseSetting, type Impact, type JudgedOperations } from '@heksher/domain';
import type { Carried } from '@heksher/operations';
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

/** The impact of what was carried out. `planned` is the plan before its new rules got their ids. */
export async function findImpact(
  { plan, base }: { plan: JudgedOperations; base: Carried['base'] },
  planned: JudgedOperations,
): Promise<FoundImpact> {
  const ids = new Map(planned.results.map(({ ruleId }, n) => [ruleId, plan.results[n]?.ruleId]));
  const found = await inSlices(
    search(
      planned,
      (function* () {
        for (const { name } of base.everySetting) {
          const setting = base.find(name);
          if (setting) yield setting;
        }
      })(),
    ),
  );
  const entries = found.entries.map((entry) => {
    const { after } = entry;
    const ruleId = after && (ids.get(after.ruleId ?? undefined) ?? after.ruleId);
    return after ? { ...entry, after: { ...after, ruleId: ruleId ?? null } } : entry;
  });
  return { ...found, entries };
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
