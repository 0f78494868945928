import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const PATHS = ['/api/health', '/api/v1/context_features'];
const PAUSE_MS = 20;

/** An answer that takes longer is none. It is far longer than an answer takes on a busy machine. */
const NO_ANSWER_MS = 30_000;

/**
 * A client that sends small requests all the time, from now until it is stopped. It reports each status that was
 * answered, once; 0 stands for a broken connection, and for no answer.
 */
export function startProbe(url: string): { stop(): Promise<number[]> } {
  const agent = new Agent({ keepAlive: true });
  const statuses = new Set<number>();
  let isStopped = false;

  const ask = async () => {
    do {
      for (const path of PATHS) statuses.add(await statusOf(url + path, agent));
      await sleep(PAUSE_MS);
    } while (!isStopped);
    agent.destroy();
  };
  const asking = ask();
  return {
    stop: async () => {
      isStopped = true;
      await asking;
      return [...statuses];
    },
  };
}

async function statusOf(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const sent = get(url, { agent, signal: AbortSignal.timeout(NO_ANSWER_MS) }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', () => resolve(0));
  });
}
