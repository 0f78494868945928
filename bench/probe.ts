import type { ChildProcess } from 'node:child_process';

/** The options of Node for a process that answers a `Probe`. */
export const PROBE_OPTIONS = ['--import', './bench/probe.mjs'];

interface Reply {
  probe: number;
  value: number;
}

/** Queries a process that was started with `PROBE_OPTIONS` and an IPC channel. */
export class Probe {
  private count = 0;

  constructor(private readonly child: ChildProcess) {}

  /** The processor time of all its threads since its start, in microseconds. */
  processorTime(): Promise<number> {
    return this.ask('processorTime');
  }

  /** The longest block of its event loop during some work, in milliseconds. */
  async longestBlockDuring(work: () => Promise<void>): Promise<number> {
    await this.ask('watch');
    await work();
    return this.ask('unwatch');
  }

  private ask(action: string): Promise<number> {
    const probe = ++this.count;
    return new Promise((resolve, reject) => {
      const listen = (message: unknown) => {
        const reply = message as Partial<Reply>;
        if (reply.probe !== probe) return;
        this.child.off('message', listen);
        resolve(reply.value ?? NaN);
      };
      this.child.on('message', listen);
      this.child.send({ probe, action }, (error) => error && reject(error));
    });
  }
}
