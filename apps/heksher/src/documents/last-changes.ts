import { LastChanges, readContent, type ChangedSubject } from '@heksher/domain';
import type { Database, Deadline, LatestChange } from '@heksher/persistence';
import { inSlices } from '../http/body/in-slices.js';

/** The most pages of the log that are read. What has not changed since then has no last change in a plan. */
const MOST_PAGES = 20;

/** Finds who changed each of some settings, attributes and rules last. Those that the log does not tell are missing. */
export async function findLastChanges(
  database: Database,
  subjects: readonly ChangedSubject[],
  until: Deadline,
): Promise<ReadonlyMap<object, LatestChange>> {
  const last = new LastChanges(subjects);
  let before = 2n ** 63n - 1n;
  for (let pages = 0; pages < MOST_PAGES && !last.isDone; pages++) {
    const names = last.seeksFeatures ? undefined : last.names;
    const selection = { after: -1n, before, names, isWithoutRules: false };
    const page = await database.read(({ history }) => history.listPage(selection), { until });
    for (const change of page) {
      before = BigInt(change.seq);
      const content = readContent(change, { names: new Set(last.names) });
      await inSlices(last.note(change.seq, content, change.settings));
      if (last.isDone) break;
    }
    if (page.length === 0) break;
  }
  return describe(last, subjects, { database, until });
}

async function describe(
  last: LastChanges,
  subjects: readonly ChangedSubject[],
  { database, until }: { database: Database; until: Deadline },
): Promise<ReadonlyMap<object, LatestChange>> {
  const sequences = new Set(subjects.flatMap((subject) => last.get(subject) ?? []));
  if (sequences.size === 0) return new Map();
  const changes = await database.read((access) => access.changes.listAt([...sequences]), { until });
  const bySequence = new Map(changes.map((change) => [change.seq, change]));
  return new Map(
    subjects.flatMap((subject) => {
      const change = bySequence.get(last.get(subject) ?? '');
      return change ? [[subject, change] as const] : [];
    }),
  );
}
