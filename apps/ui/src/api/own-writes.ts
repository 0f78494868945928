/** How long reads ask for the last write of this page. By then every instance has it, or says that it does not follow. */
const FOR_MS = 10_000;

let last: { sequence: string; at: number } | undefined;

/** Notes the change that a write of this page has made. */
export function noteWrite(sequence: string, now = Date.now()): void {
  last = { sequence, at: now };
}

/**
 * The change that a read must have, so that the page shows its own writes: another instance may answer it, from a standby that is
 * behind. Undefined if the last write is some time ago.
 */
export function wantedChange(now = Date.now()): string | undefined {
  return last && now - last.at < FOR_MS ? last.sequence : undefined;
}
