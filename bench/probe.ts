import type { ChildProcess } from 'node:child_process';

/** What a process needs as an option of Node's to answer a `Probe`. */
export const PROBE_OPTIONS = ['--import', './bench/probe.mjs'];

interface Reply {
  probe: number;
  value: number;
}

/** Asks a process that was started with `PROBE_OPTIONS` and an IPC channel about itself. */
export class Probe {
  private asked = 0;

  constructor(private readonly child: ChildProcess) {}

  /** The processor time of all its threads since it was started, in microseconds. */
  processorTime(): Promise<number> {
    return this.ask('processorTime');
  }

  /** Answers how many milliseconds its event loop was held up at most while some work was done. */
  async longestBlockDuring(work: () => Promise<void>): Promise<number> {
    await this.ask('watch');
    await work();
    return this.ask('unwatch');
  }

  private ask(action: string): Promise<number> {
    const probe = ++this.asked;
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
