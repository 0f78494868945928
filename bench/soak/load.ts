import { Client } from './client.js';
import { MIX, type Kind, type Step, type Worker } from './mix.js';

const WORKERS = 24;

const TOTAL_WEIGHT = MIX.reduce((sum, { weight }) => sum + weight, 0);

/** Starts a load at full speed. Reports every step, and broken connections. */
export function startLoad(url: string, report: (kind: string, step: Step | Error) => void): { stop(): Promise<void> } {
  let count = 0;
  let isStopped = false;
  const client = new Client(url);

  const work = async (number: number) => {
    const worker: Worker = { client, number, next: () => ++count };
    while (!isStopped) {
      const { name, run } = choose();
      try {
        for await (const step of stepsOf(run(worker))) report(name, step);
      } catch (error) {
        report(name, error as Error);
      }
    }
  };
  const working = Array.from({ length: WORKERS }, (_, number) => work(number));
  return {
    stop: async () => {
      isStopped = true;
      await Promise.all(working);
      client.close();
    },
  };
}

async function* stepsOf(running: AsyncGenerator<Step> | Promise<Step>): AsyncGenerator<Step> {
  if (running instanceof Promise) yield await running;
  else yield* running;
}

function choose(): Kind {
  let left = Math.random() * TOTAL_WEIGHT;
  for (const kind of MIX) {
    left -= kind.weight;
    if (left < 0) return kind;
  }
  return MIX[0] as Kind;
}
