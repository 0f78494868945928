import type { FollowedTo } from '@heksher/domain';
import type { Batch } from './batch.js';
import type { EventStream } from './server-sent-events.js';
import { heartbeatFrame, positionFrame } from './frames.js';
import type { StreamKind } from './stream-kind.js';

export interface FollowerOptions {
  stream: EventStream;
  kind: StreamKind;
  /** Where it stopped; undefined where it begins now. */
  stopped: FollowedTo | undefined;
  /** Names and aliases of the settings that it wants to hear of; undefined for all. */
  wanted: readonly string[] | undefined;
}

/** One who follows the log. */
export class Follower {
  /** Up to which sequence number it knows the log; undefined until it is taken in. */
  position: bigint | undefined;
  readonly stream: EventStream;
  readonly kind: StreamKind;
  stopped: FollowedTo | undefined;
  /** Every name that the wanted settings have, or had while they were followed; undefined for all settings. */
  readonly names: Set<string> | undefined;

  constructor({ stream, kind, stopped, wanted }: FollowerOptions) {
    this.stream = stream;
    this.kind = kind;
    this.stopped = stopped;
    this.names = wanted && new Set(wanted);
  }

  /** Takes note of what its settings are called, given all names of each setting by each of them. */
  learnNames(byName: ReadonlyMap<string, readonly string[]>): void {
    for (const known of [...(this.names ?? [])]) byName.get(known)?.forEach((name) => this.names?.add(name));
  }

  /** Takes it in at a sequence number. Who is new is told of that, to be able to come back before anything happens. */
  begin(sequence: bigint): void {
    this.position = sequence;
    if (this.stopped === undefined) this.stream.send([Buffer.from(positionFrame(sequence))]);
  }

  /** Shows that the stream is alive, and how much of the log has been told, also where none of that was wanted. */
  beat(): void {
    if (this.stream.isOpen) this.stream.send([Buffer.from(heartbeatFrame(this.position))]);
  }

  /** Tells of changes that follow right after what it knows. */
  tell(batch: Batch): void {
    this.stream.send(this.kind.print(batch, this.names));
    this.position = batch.last;
  }

  /** Tells that it missed changes, and goes on from a sequence number. */
  reset(sequence: bigint): void {
    this.stream.send([this.kind.printReset(sequence)]);
    this.position = sequence;
  }

  /** Whether it stays although the log can't be read now. */
  staysUntold(): boolean {
    if (this.stream.isOpen) return true;
    if (this.kind.tellsEach) return false; // nobody could say later from where on it is to be told
    this.stopped = 'unknown';
    this.stream.open();
    return true;
  }
}
