import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const PATHS = ['/api/health', '/api/v1/context_features'];
const PAUSE_MS = 20;

export interface Probed {
  /** Every status that was answered, each once; 0 for a connection that broke. */
  statuses: number[];
  /** How long the answers took, in milliseconds. */
  median: number;
  slowest: number;
}

/** A client that sends small requests all the time, from now until it is stopped. */
export function startProbe(url: string): { stop(): Promise<Probed> } {
  const agent = new Agent({ keepAlive: true });
  const statuses = new Set<number>();
  const delays: number[] = [];
  let isStopped = false;

  const ask = async () => {
    do {
      for (const path of PATHS) {
        const start = Date.now();
        statuses.add(await statusOf(url + path, agent));
        delays.push(Date.now() - start);
      }
      await sleep(PAUSE_MS);
    } while (!isStopped);
    agent.destroy();
  };
  const asking = ask();
  return {
    stop: async () => {
      isStopped = true;
      await asking;
      delays.sort((one, other) => one - other);
      return { statuses: [...statuses], median: delays[delays.length >> 1] ?? 0, slowest: delays.at(-1) ?? 0 };
    },
  };
}

async function statusOf(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const sent = get(url, { agent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', () => resolve(0));
  });
}
