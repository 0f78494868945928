import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const PATHS = ['/api/health', '/api/v1/context_features'];
const PAUSE_MS = 20;

export interface Probed {
  /** Every status that was answered, once; 0 for a connection that broke. */
  statuses: number[];
  /** In milliseconds. */
  slowest: number;
}

/** A client that asks something small all the time, from now until it is stopped. */
export function startProbe(url: string): { stop(): Promise<Probed> } {
  const agent = new Agent({ keepAlive: true });
  const statuses = new Set<number>();
  let slowest = 0;
  let isStopped = false;

  const ask = async () => {
    do {
      for (const path of PATHS) {
        const start = Date.now();
        statuses.add(await statusOf(url + path, agent));
        slowest = Math.max(slowest, Date.now() - start);
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
      return { statuses: [...statuses], slowest };
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
