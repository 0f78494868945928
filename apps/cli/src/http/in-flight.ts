/** A change that was sent and not answered yet. */
export interface SentChange {
  requestId: string;
  /** Undefined if the route takes none. */
  idempotencyKey: string | undefined;
}

/** The change that is in flight, for whoever interrupts the command. */
export class InFlight {
  change: SentChange | undefined;
}

/** Says that nobody knows whether a change was made, and how to find out. */
export function describeUnknown({ requestId, idempotencyKey }: SentChange): string[] {
  return [
    'It is unknown whether the change was made: all of it, or nothing.',
    `To find out: heksher log --limit 100 --output json | grep ${requestId}`,
    ...(idempotencyKey === undefined ? [] : [`Its idempotency key is ${idempotencyKey}.`]),
  ];
}
