import type { Host } from './connection-uri.js';

/** How long a silent host is tried only after all others. */
const SILENT_MS = 30_000;

/** The hosts that did not answer in time. Waiting for one again with each new connection would delay every request. */
export class SilentHosts {
  private readonly until = new WeakMap<Host, number>();

  add(host: Host): void {
    this.until.set(host, performance.now() + SILENT_MS);
  }

  remove(host: Host): void {
    this.until.delete(host);
  }

  /** The hosts in their order, the silent ones last. */
  last(hosts: readonly Host[]): Host[] {
    const now = performance.now();
    const isSilent = (host: Host) => (this.until.get(host) ?? 0) > now;
    return [...hosts.filter((host) => !isSilent(host)), ...hosts.filter(isSilent)];
  }
}
