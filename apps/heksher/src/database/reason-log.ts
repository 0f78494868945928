import type { RefusedWork } from '@heksher/persistence';
import type { Logger } from 'winston';

/** The pause between two log lines about the same kind of reason. */
const PAUSE_MS = 60_000;

interface Logged {
  at: number;
  /** How many refusals there were since. */
  more: number;
}

/** Logs why the database refuses its work, once a minute at most for each kind of reason. */
export class ReasonLog {
  private readonly lastByKind = new Map<string, Logged>();

  constructor(private readonly logger: Logger) {}

  note({ reason, code, said }: RefusedWork): void {
    const now = performance.now();
    const last = this.lastByKind.get(reason.kind);
    if (last && now - last.at < PAUSE_MS) {
      last.more++;
      return;
    }
    this.lastByKind.set(reason.kind, { at: now, more: 0 });
    const fields = { reason: reason.kind, code, said, more_before: last?.more };
    if (reason.needsAction) this.logger.error('the database refuses its work', fields);
    else this.logger.warn('the database refuses its work', fields);
  }
}
