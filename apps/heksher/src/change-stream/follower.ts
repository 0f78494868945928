import type { FollowedTo } from '@heksher/domain';
import type { Batch } from './batch.js';
import { heartbeatFrame, sequenceFrame } from './frames.js';
import type { EventStream } from './server-sent-events.js';
import type { StreamKind } from './stream-kind.js';

export interface FollowerOptions {
  stream: EventStream;
  kind: StreamKind;
  /** The last change that a returning client says it saw; undefined for a new client. */
  lastSeen: FollowedTo | undefined;
  /** Names and aliases of the wanted settings; undefined for all settings. */
  wanted: readonly string[] | undefined;
}

/** One open stream: how far it was sent the log, and which settings it wants. */
export class Follower {
  /** The sequence up to which the stream was sent the log; undefined until it starts. */
  sequence: bigint | undefined;
  readonly stream: EventStream;
  readonly kind: StreamKind;
  lastSeen: FollowedTo | undefined;
  /** Every name that the wanted settings have, or had while they were followed; undefined for all settings. */
  readonly names: Set<string> | undefined;

  constructor({ stream, kind, lastSeen, wanted }: FollowerOptions) {
    this.stream = stream;
    this.kind = kind;
    this.lastSeen = lastSeen;
    this.names = wanted && new Set(wanted);
  }

  /** Adds the names of the wanted settings. `byName` has all names of a setting under each of them. */
  learnNames(byName: ReadonlyMap<string, readonly string[]>): void {
    for (const known of [...(this.names ?? [])]) byName.get(known)?.forEach((name) => this.names?.add(name));
  }

  /** Starts at a sequence. A new client receives it, so it can reconnect even before the first change. */
  begin(sequence: bigint): void {
    this.sequence = sequence;
    if (this.lastSeen === undefined) this.stream.send([Buffer.from(sequenceFrame(sequence))]);
  }

  /** Shows that the stream is alive, and its sequence, which also moves on with changes that the client does not want. */
  beat(): void {
    if (this.stream.isOpen) this.stream.send([Buffer.from(heartbeatFrame(this.sequence))]);
  }

  /** Sends changes that follow right after its sequence. */
  send(batch: Batch): void {
    this.stream.send(this.kind.print(batch, this.names));
    this.sequence = batch.last;
  }

  /** Sends that changes are missing, and continues from a sequence. */
  reset(sequence: bigint): void {
    this.stream.send([this.kind.printReset(sequence)]);
    this.sequence = sequence;
  }

  /** Whether the stream can open without a sequence and wait for a poll that succeeds. Opens it if so. */
  canWait(): boolean {
    if (this.stream.isOpen) return true;
    if (this.kind.sendsHistory) return false; // a new client must receive the start of its history
    this.lastSeen = 'unknown';
    this.stream.open();
    return true;
  }
}
