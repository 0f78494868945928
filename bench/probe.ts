import type { ChildProcess } from 'node:child_process';

/** The options of Node for a process that answers a `Probe`. */
export const PROBE_OPTIONS = ['--import', './bench/probe.mjs'];

interface Reply {
  probe: number;
  value: unknown;
}

/** For how long an event loop was blocked at a stretch, in milliseconds. */
export interface Blocks {
  p99: number;
  longest: number;
}

/** Queries a process that was started with `PROBE_OPTIONS` and an IPC channel. */
export class Probe {
  private count = 0;

  constructor(private readonly child: ChildProcess) {}

  /** The processor time of all its threads since its start, in microseconds. */
  processorTime(): Promise<number> {
    return this.ask('processorTime');
  }

  /** Does some work, and answers its result with the blocks of the event loop meanwhile. */
  async blocksDuring<Result>(work: () => Promise<Result>): Promise<{ result: Result; blocks: Blocks }> {
    await this.ask('watch');
    const result = await work();
    return { result, blocks: await this.ask<Blocks>('unwatch') };
  }

  private ask<Value>(action: string): Promise<Value> {
    const probe = ++this.count;
    return new Promise((resolve, reject) => {
      const listen = (message: unknown) => {
        const reply = message as Partial<Reply>;
        if (reply.probe !== probe) return;
        this.child.off('message', listen);
        resolve(reply.value as Value);
      };
      this.child.on('message', listen);
      this.child.send({ probe, action }, (error) => error && reject(error));
    });
  }
}
