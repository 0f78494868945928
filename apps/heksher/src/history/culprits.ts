import { hasBroughtAbout, readContent, type HistoryConflict } from '@heksher/domain';
import { Deadline, REQUEST_MS, type Database } from '@heksher/persistence';
import { presentConflict } from './history.dto.js';

/** The most conflicts that are described, and the most changes of each. */
const MOST_CONFLICTS = 100;
const MOST_CHANGES = 10;

/** The most pages of the log to read for this. */
const MOST_PAGES = 20;

/** Finds the changes that are in the way of an undo or a restore. */
export class Culprits {
  constructor(private readonly database: Database) {}

  /** Conflicts as members of a problem, each with the latest changes that caused it. */
  async describe(
    conflicts: readonly HistoryConflict[],
    { after, names }: { after: bigint; names: readonly string[] | undefined },
  ): Promise<object[]> {
    const described = conflicts.slice(0, MOST_CONFLICTS);
    const wanted = names && [...new Set([...names, ...described.flatMap(namesIn)])];
    const found = new Map(described.map((one) => [one, [] as bigint[]]));
    const until = new Deadline(REQUEST_MS);
    let before = 2n ** 63n - 1n;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const selection = { after, before, names: wanted, isWithoutRules: false };
      const page = await this.database.read(({ history }) => history.listPage(selection), { until });
      for (const change of page) {
        before = BigInt(change.seq);
        const content = readContent(change);
        for (const [conflict, changes] of found) {
          const isWanted = changes.length < MOST_CHANGES && hasBroughtAbout(conflict, content, change.settings);
          if (isWanted) changes.unshift(before);
        }
      }
      if (page.length === 0) break;
    }
    return described.map((one) => presentConflict(one, found.get(one) ?? []));
  }
}

function namesIn({ setting, actual }: HistoryConflict): string[] {
  return [...(setting === undefined ? [] : [setting]), ...(typeof actual === 'string' ? [actual] : [])];
}
