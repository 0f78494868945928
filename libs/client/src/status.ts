import type { Reports } from './hooks.js';

/** Where the values of a client are from, and how current they are. */
export interface Status {
  /** `default`: nothing was ever read. `disk`: the store has kept them. */
  source: 'default' | 'disk' | 'server';
  /** The last change that the values follow; undefined if none is known. */
  sequence: number | undefined;
  /** The seconds since the values were known to be current; undefined if they never were. */
  ageSeconds: number | undefined;
  /** `down`: the service cannot be read now. */
  mode: 'stream' | 'poll' | 'down';
}

/** Keeps the status and tells its listeners. Ages are of a clock that does not jump. */
export class StatusKeeper {
  private readonly listeners = new Set<(status: Status) => void>();
  private source: Status['source'] = 'default';
  private sequence: number | undefined;
  private mode: Status['mode'] = 'down';
  private currentAt: number | undefined;

  constructor(private readonly reports: Reports) {}

  get status(): Status {
    const { source, sequence, mode, currentAt } = this;
    const ageSeconds = currentAt === undefined ? undefined : (performance.now() - currentAt) / 1000;
    return { source, sequence, ageSeconds, mode };
  }

  get isStale(): boolean {
    return this.source !== 'server' || this.mode === 'down';
  }

  listen(listener: (status: Status) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  loaded(sequence: number | undefined, ageSeconds: number): void {
    this.currentAt = performance.now() - ageSeconds * 1000;
    this.change({ source: 'disk', sequence });
  }

  fetched(sequence: number | undefined): void {
    this.current();
    this.change({ source: 'server', sequence });
  }

  /** The values are known to be current. */
  current(): void {
    this.currentAt = performance.now();
  }

  follows(mode: Status['mode']): void {
    this.change({ mode });
  }

  private change(next: Partial<Pick<Status, 'source' | 'sequence' | 'mode'>>): void {
    const { source, sequence, mode } = { ...this.status, ...next };
    if (source === this.source && sequence === this.sequence && mode === this.mode) return;
    Object.assign(this, { source, sequence, mode });
    for (const listener of [...this.listeners]) this.reports.guard(() => listener(this.status));
  }
}
