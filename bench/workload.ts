import type { Sample } from './load.js';
import type { Probe } from './probe.js';

/** A prepared workload. */
export interface Workload {
  run(seconds: number): Promise<Sample>;
  /** The server under load if it is not the service; `none` if the load generator does the work itself. */
  server?: Probe | 'none';
  /** Stops its processes. */
  stop?(): void;
}
