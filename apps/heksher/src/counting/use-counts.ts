import { EVERYTHING, type UseKind } from '@heksher/domain';
import type { UseCount, WinCount } from '@heksher/persistence';
import type { Uses } from './uses.js';

/** The most different clients between two `take`s. Others are counted together. */
const MOST_CLIENTS = 500;
export const OTHER_CLIENTS = 'other';

/** The most different counts between two `take`s, some 20 MB. What does not fit is not counted. */
const MOST_COUNTS = 200_000;

/** The most answers of a client whose uses are counted as a whole. */
const MOST_REPEATED = 1000;

/** How often something happened, and when. Milliseconds since 1970. */
interface Tally {
  hits: number;
  firstAt: number;
  lastAt: number;
}

interface ClientCounts {
  /** By kind, then by name. */
  names: Map<UseKind, Map<string, Tally>>;
  /** Of answers that are sent again and again. Their names are counted at the end, once for all. */
  repeated: Map<Uses, Tally>;
}

/** What was counted, by day. */
export interface Counted {
  uses: UseCount[];
  wins: WinCount[];
}

/** Counts uses in memory, in some hundred nanoseconds each. Clients are named by whoever counts. */
export class UseCounts {
  private clients = new Map<string, ClientCounts>();
  private wins = new Map<number, Tally>();
  private size = 0;
  /** How many uses of a name were not counted, since there were too many different ones. */
  dropped = 0;

  constructor(private readonly clock: () => number = Date.now) {}

  /** Counts a use by a client. */
  add(client: string, uses: Uses): void {
    const at = this.clock();
    this.addTally(this.countsOf(client), uses, { hits: 1, firstAt: at, lastAt: at });
  }

  /** The same for the uses of an answer that many requests share: it takes the same time for any number of names. */
  addRepeated(client: string, uses: Uses): void {
    const at = this.clock();
    const { repeated } = this.countsOf(client);
    const tally = repeated.get(uses);
    if (tally) {
      tally.hits++;
      tally.lastAt = at;
      return;
    }
    if (repeated.size >= MOST_REPEATED) this.unfold(this.countsOf(client));
    repeated.set(uses, { hits: 1, firstAt: at, lastAt: at });
  }

  /** Adds what a client counted itself between two times. */
  addCounted(
    client: string,
    { names, rules }: { names: ReadonlyMap<string, number>; rules: ReadonlyMap<number, number> },
    { from, to }: { from: number; to: number },
  ): void {
    const byName = namesOf(this.countsOf(client), 'get');
    for (const [name, hits] of names) this.count(byName, name, { hits, firstAt: from, lastAt: to });
    for (const [rule, hits] of rules) this.count(this.wins, rule, { hits, firstAt: from, lastAt: to });
  }

  /** Everything that was counted since the last call, as of the day of this one. The counts begin anew. */
  take(): Counted {
    for (const client of this.clients.values()) this.unfold(client);
    const day = new Date(this.clock()).toISOString().slice(0, 10);
    const uses = [...this.clients].flatMap(([client, { names }]) =>
      [...names].flatMap(([kind, byName]) =>
        [...byName].map(([name, { hits, firstAt, lastAt }]) => {
          return { name, client, kind, day, hits, firstAt: new Date(firstAt), lastAt: new Date(lastAt) };
        }),
      ),
    );
    const wins = [...this.wins].map(([rule, { hits, lastAt }]) => ({
      rule,
      day,
      wins: hits,
      lastAt: new Date(lastAt),
    }));
    this.clients = new Map();
    this.wins = new Map();
    this.size = 0;
    return { uses, wins };
  }

  private countsOf(client: string): ClientCounts {
    let counts = this.clients.get(client);
    if (!counts) {
      if (this.clients.size >= MOST_CLIENTS && client !== OTHER_CLIENTS) return this.countsOf(OTHER_CLIENTS);
      counts = { names: new Map(), repeated: new Map() };
      this.clients.set(client, counts);
    }
    return counts;
  }

  private unfold(client: ClientCounts): void {
    for (const [uses, tally] of client.repeated) this.addTally(client, uses, tally);
    client.repeated.clear();
  }

  private addTally(client: ClientCounts, { kind, names, rules = [] }: Uses, tally: Tally): void {
    const byName = namesOf(client, kind);
    if (names) for (const name of names) this.count(byName, name, tally);
    else this.count(byName, EVERYTHING, tally);
    for (const rule of rules) this.count(this.wins, rule, tally);
  }

  private count<Key>(tallies: Map<Key, Tally>, key: Key, { hits, firstAt, lastAt }: Tally): void {
    const tally = tallies.get(key);
    if (tally) {
      tally.hits += hits;
      if (firstAt < tally.firstAt) tally.firstAt = firstAt;
      if (lastAt > tally.lastAt) tally.lastAt = lastAt;
    } else if (this.size < MOST_COUNTS) {
      this.size++;
      tallies.set(key, { hits, firstAt, lastAt });
    } else this.dropped += hits;
  }
}

function namesOf({ names }: ClientCounts, kind: UseKind): Map<string, Tally> {
  let byName = names.get(kind);
  if (!byName) {
    byName = new Map();
    names.set(kind, byName);
  }
  return byName;
}
