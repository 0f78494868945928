import { changesAfter, judgeStart, leadOnFrom, mayAddAlias } from '@heksher/domain';
import type { Database, FollowedChange, MarkedHead, RevisionHead } from '@heksher/persistence';
import { Batch, printEvents } from './batch.js';
import type { Follower } from './follower.js';

/** The most changes read in one statement: few enough that a client that reads at all is not cut off because of them. */
const PAGE = 200;

/** The most statements that one poll spends on followers that are behind. */
const HISTORY_PAGES = 25;

/** The head of a database that has lost it: no change leads to it or on from it. */
const NO_HEAD: MarkedHead = { id: '', seq: '0', parent: null, written: '', logged: null, sinceLogged: null };

/** The followers at one poll. */
export interface Audience {
  /** All followers; they come and go while the poll runs. */
  followers: ReadonlySet<Follower>;
  /** The followers that joined since the last poll. */
  newcomers: readonly Follower[];
}

/**
 * Reads the change log once for all followers, and sends each follower its new changes.
 *
 * It keeps two heads, which are the same after a poll. A poll that fails halfway leaves `sent` ahead of `polled`.
 */
export class ChangeFeed {
  /** The head up to which changes were sent. A follower at its sequence is sent the next change; the others are behind. */
  private sent: RevisionHead | undefined;
  /** The head that the last successful poll read, with the marks that show whether a backup was restored since. */
  private polled: MarkedHead | undefined;
  /** The schema's epoch at that poll. */
  private epoch: number | undefined;

  constructor(private readonly database: Database) {}

  /**
   * Sends new changes to the followers that know all before them, starts the newcomers, and sends followers that are behind
   * a part of their missing changes. If it throws, no follower loses a change: the next poll continues. Throws `unavailable`.
   */
  async poll({ followers, newcomers }: Audience): Promise<void> {
    const head = await this.readHead();
    const isContinued = !this.isRestored(head) && (await this.advance(head, followers));
    if (!isContinued) this.restart(head, followers);
    this.polled = head;
    this.epoch = this.database.schema.epoch;
    await this.learnNames(newcomers);
    for (const newcomer of newcomers) start(newcomer, BigInt(head.seq), isContinued);
    await this.catchUp(head, followers);
  }

  /** Reads the head. A head that went back may come from an old primary, so it is read again over a new connection. */
  private async readHead(): Promise<MarkedHead> {
    const since = this.polled?.seq;
    const head = (await this.database.readHead(since)) ?? NO_HEAD;
    if (!this.sent || BigInt(head.seq) >= BigInt(this.sent.seq)) return head;
    return (await this.database.readAnew(({ changes }) => changes.findMarkedHead(since))) ?? NO_HEAD;
  }

  /**
   * Whether a backup was restored since the last poll. The log alone does not show it: if the backup has the state of the
   * last poll, the head is the same again, whatever was written and lost meanwhile.
   */
  private isRestored(head: MarkedHead): boolean {
    const { polled } = this;
    if (!polled) return false;
    if (this.epoch !== this.database.schema.epoch) return true;
    if (head.id === polled.id && head.written !== polled.written) return true;
    return polled.logged !== null && head.sinceLogged !== null && head.sinceLogged !== polled.logged;
  }

  /** Continues from a head to which no changes lead, and resets all followers that have started. */
  private restart(head: RevisionHead, followers: ReadonlySet<Follower>): void {
    this.sent = head;
    for (const follower of followers) if (follower.sequence !== undefined) follower.reset(BigInt(head.seq));
  }

  /** Sends the changes that lead to the head. Answers whether there are such changes. */
  private async advance(head: RevisionHead, followers: ReadonlySet<Follower>): Promise<boolean> {
    while (this.sent && this.sent.id !== head.id) {
      const isFollowed = [...followers].some(({ sequence }) => sequence !== undefined);
      const changes = await this.readOn(this.sent, head, isFollowed ? PAGE : 1);
      if (!leadOnFrom(this.sent.id, changes)) return false;
      if (!isFollowed) break;
      await this.send(changes, this.sent, followers);
      this.sent = changes.at(-1);
    }
    this.sent = head;
    return true;
  }

  private async send(
    changes: readonly FollowedChange[],
    after: RevisionHead,
    followers: ReadonlySet<Follower>,
  ): Promise<void> {
    // A rename has both names in its settings; an added alias has only the canonical one.
    if (changes.some(mayAddAlias)) await this.learnNames([...followers]);
    const batch = new Batch(printEvents(changes));
    const sequence = BigInt(after.seq);
    for (const follower of followers) if (follower.sequence === sequence) follower.send(batch);
  }

  /** Reads all names of the settings that followers want. */
  private async learnNames(followers: readonly Follower[]): Promise<void> {
    const wanted = new Set(followers.flatMap(({ names }) => [...(names ?? [])]));
    if (wanted.size === 0) return;
    const settings = await this.database.readNear((access) => access.settings.listNames([...wanted]));
    const byName = new Map(settings.flatMap((names) => names.map((name) => [name, names] as const)));
    for (const follower of followers) follower.learnNames(byName);
  }

  /** Reads on from the follower that is furthest behind, and sends the changes to every follower that they continue. */
  private async catchUp(head: RevisionHead, followers: ReadonlySet<Follower>): Promise<void> {
    for (let pages = 0; pages < HISTORY_PAGES; pages++) {
      const behind = [...followers].filter((follower) => isBehind(follower, BigInt(head.seq)));
      const [first, ...others] = behind.map(({ sequence = 0n }) => sequence);
      if (first === undefined) return;
      const from = others.reduce((lowest, sequence) => (sequence < lowest ? sequence : lowest), first);
      sendHistory(await this.readLog(from, head, PAGE), { behind, from, head: BigInt(head.seq) });
    }
  }

  /** Reads the changes after a head. If they do not continue it, reads them again over a new connection. */
  private async readOn(after: RevisionHead, head: RevisionHead, limit: number): Promise<FollowedChange[]> {
    const from = BigInt(after.seq) + 1n;
    const changes = await this.readLog(from, head, limit);
    if (leadOnFrom(after.id, changes)) return changes;
    return this.database.readAnew((access) => access.changes.listFollowed({ from, upTo: BigInt(head.seq), limit }));
  }

  private readLog(from: bigint, head: RevisionHead, limit: number): Promise<FollowedChange[]> {
    return this.database.readNear(({ changes }) => changes.listFollowed({ from, upTo: BigInt(head.seq), limit }));
  }
}

/** Starts a new follower. If the log was exchanged since the last poll, the client saw changes of the old one. */
function start(newcomer: Follower, head: bigint, isContinued: boolean): void {
  const { lastSeen, kind, stream } = newcomer;
  stream.open();
  const verdict = judgeStart(lastSeen === undefined || isContinued ? lastSeen : 'unknown', head);
  if (verdict === 'head') newcomer.begin(head);
  else if (verdict === 'history' && kind.sendsHistory && typeof lastSeen === 'bigint') newcomer.sequence = lastSeen;
  else newcomer.reset(head);
}

function isBehind({ sequence, stream }: Follower, head: bigint): boolean {
  return sequence !== undefined && sequence < head && stream.isReady;
}

/** Sends each follower that is behind the part of these changes that it has not been sent. */
function sendHistory(
  changes: readonly FollowedChange[],
  { behind, from, head }: { behind: readonly Follower[]; from: bigint; head: bigint },
): void {
  const events = printEvents(changes);
  const last = BigInt(changes.at(-1)?.seq ?? from);
  const batches = new Map<bigint, Batch | undefined>();
  for (const follower of behind) {
    const { sequence = 0n } = follower;
    if (sequence > from && sequence >= last) continue; // a later page continues it
    if (!batches.has(sequence)) {
      const after = changesAfter(sequence, changes);
      batches.set(sequence, after && new Batch(events.slice(-after.length)));
    }
    const batch = batches.get(sequence);
    if (batch) follower.send(batch);
    else follower.reset(head);
  }
}
