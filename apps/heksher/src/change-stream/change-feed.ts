import { changesAfter, judgeStart, leadOnFrom, mayAddAlias } from '@heksher/domain';
import type { Database, FollowedChange, MarkedHead, RevisionHead } from '@heksher/persistence';
import { Batch, printEvents } from './batch.js';
import type { Follower } from './follower.js';

/** How many changes are read in one statement: so few that who reads at all is not cut off because of them. */
const PAGE = 200;

/** How many statements one look may spend on those who come back. */
const HISTORY_PAGES = 25;

/** The head of a database that has lost it: nothing leads there nor on from there. */
const NO_HEAD: MarkedHead = { id: '', seq: '0', parent: null, written: '', logged: null, sinceLogged: null };

/** Those who follow the log, at one look at it. */
export interface Audience {
  /** All of them, as they come and go. */
  followers: ReadonlySet<Follower>;
  /** Those who came since the last look. */
  newcomers: readonly Follower[];
}

/** Reads the log for all who follow it together. */
export class ChangeFeed {
  /** Where the last look was. Whoever has this position is told of what comes next; the others have to catch up. */
  private held: RevisionHead | undefined;
  /** The head at the last look. */
  private last: MarkedHead | undefined;
  /** The epoch of the schema at the last look. */
  private epoch: number | undefined;

  constructor(private readonly database: Database) {}

  /**
   * One look: tells what is new to those who know all before it, takes in the newcomers, and tells those who come back
   * some of what they missed. Where it throws nobody has lost anything, and the next look goes on. Throws `unavailable`.
   */
  async look({ followers, newcomers }: Audience): Promise<void> {
    const head = await this.readHead();
    const isContinued = !this.isRestored(head) && (await this.advance(head, followers));
    if (!isContinued) this.restart(head, followers);
    this.last = head;
    this.epoch = this.database.schema.epoch;
    await this.learnNames(newcomers);
    for (const newcomer of newcomers) takeIn(newcomer, BigInt(head.seq), isContinued);
    await this.catchUp(head, followers);
  }

  /** The head. One that has gone back may be that of an old primary, and is read once more over a new connection. */
  private async readHead(): Promise<MarkedHead> {
    const since = this.last?.seq;
    const head = (await this.database.readHead(since)) ?? NO_HEAD;
    if (!this.held || BigInt(head.seq) >= BigInt(this.held.seq)) return head;
    return (await this.database.readAnew(({ changes }) => changes.findMarkedHead(since))) ?? NO_HEAD;
  }

  /**
   * Whether a backup was restored since the last look. The log may seem to go on after that: if the backup is of the state
   * at the last look, the head is the same again, whatever was written and taken back meanwhile.
   */
  private isRestored(head: MarkedHead): boolean {
    const { last } = this;
    if (!last) return false;
    if (this.epoch !== this.database.schema.epoch) return true;
    if (head.id === last.id && head.written !== last.written) return true;
    return last.logged !== null && head.sinceLogged !== null && head.sinceLogged !== last.logged;
  }

  /** Goes on from a head that nothing leads to, and says so to all who followed the log. */
  private restart(head: RevisionHead, followers: ReadonlySet<Follower>): void {
    this.held = head;
    for (const follower of followers) if (follower.position !== undefined) follower.reset(BigInt(head.seq));
  }

  /** Moves on to the head, and tells of what leads there. Answers whether the log does. */
  private async advance(head: RevisionHead, followers: ReadonlySet<Follower>): Promise<boolean> {
    while (this.held && this.held.id !== head.id) {
      const isFollowed = [...followers].some(({ position }) => position !== undefined);
      const changes = await this.readOn(this.held, head, isFollowed ? PAGE : 1);
      if (!leadOnFrom(this.held.id, changes)) return false;
      if (!isFollowed) break;
      await this.tell(changes, this.held, followers);
      this.held = changes.at(-1);
    }
    this.held = head;
    return true;
  }

  private async tell(
    changes: readonly FollowedChange[],
    held: RevisionHead,
    followers: ReadonlySet<Follower>,
  ): Promise<void> {
    // A rename tells followers both names by itself.
    if (changes.some(mayAddAlias)) await this.learnNames([...followers]);
    const batch = new Batch(printEvents(changes));
    const position = BigInt(held.seq);
    for (const follower of followers) if (follower.position === position) follower.tell(batch);
  }

  /** Looks up what the settings are called that only some want to hear of. */
  private async learnNames(followers: readonly Follower[]): Promise<void> {
    const wanted = new Set(followers.flatMap(({ names }) => [...(names ?? [])]));
    if (wanted.size === 0) return;
    const settings = await this.database.read((access) => access.settings.listNames([...wanted]));
    const byName = new Map(settings.flatMap((names) => names.map((name) => [name, names] as const)));
    for (const follower of followers) follower.learnNames(byName);
  }

  /** Reads on from where the last of those is who come back, and tells all of them who are on the way. */
  private async catchUp(head: RevisionHead, followers: ReadonlySet<Follower>): Promise<void> {
    for (let pages = 0; pages < HISTORY_PAGES; pages++) {
      const behind = [...followers].filter((follower) => isBehind(follower, BigInt(head.seq)));
      const [first, ...others] = behind.map(({ position = 0n }) => position);
      if (first === undefined) return;
      const from = others.reduce((lowest, position) => (position < lowest ? position : lowest), first);
      tellHistory(await this.readLog(from, head, PAGE), { behind, from, head: BigInt(head.seq) });
    }
  }

  /** Changes after a head, over a new connection if those that are open do not lead on from there. */
  private async readOn(held: RevisionHead, head: RevisionHead, limit: number): Promise<FollowedChange[]> {
    const from = BigInt(held.seq) + 1n;
    const changes = await this.readLog(from, head, limit);
    if (leadOnFrom(held.id, changes)) return changes;
    return this.database.readAnew((access) => access.changes.listFollowed({ from, upTo: BigInt(head.seq), limit }));
  }

  private readLog(from: bigint, head: RevisionHead, limit: number): Promise<FollowedChange[]> {
    return this.database.read(({ changes }) => changes.listFollowed({ from, upTo: BigInt(head.seq), limit }));
  }
}

/** Takes a follower in at a head. Where the log was exchanged since the last look, what it says of itself is of the old one. */
function takeIn(newcomer: Follower, head: bigint, isContinued: boolean): void {
  const { stopped, kind, stream } = newcomer;
  stream.open();
  const start = judgeStart(stopped === undefined || isContinued ? stopped : 'unknown', head);
  if (start === 'head') newcomer.begin(head);
  else if (start === 'history' && kind.tellsEach && typeof stopped === 'bigint') newcomer.position = stopped;
  else newcomer.reset(head);
}

function isBehind({ position, stream }: Follower, head: bigint): boolean {
  return position !== undefined && position < head && stream.isReady;
}

/** Tells those who come back of the part of a piece of the log that they missed. */
function tellHistory(
  piece: readonly FollowedChange[],
  { behind, from, head }: { behind: readonly Follower[]; from: bigint; head: bigint },
): void {
  const events = printEvents(piece);
  const last = BigInt(piece.at(-1)?.seq ?? from);
  const batches = new Map<bigint, Batch | undefined>();
  for (const follower of behind) {
    const { position = 0n } = follower;
    if (position > from && position >= last) continue; // its turn comes with a later piece
    if (!batches.has(position)) {
      const after = changesAfter(position, piece);
      batches.set(position, after && new Batch(events.slice(-after.length)));
    }
    const batch = batches.get(position);
    if (batch) follower.tell(batch);
    else follower.reset(head);
  }
}
