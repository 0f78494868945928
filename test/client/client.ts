import { afterEach } from '@jest/globals';
import { HeksherClient, type ClientOptions, type ContextOf, type Setting } from '@heksher/client';
import type { Times } from '../../libs/client/src/times.js';

const clients: HeksherClient[] = [];
const evaluations = new Set<NodeJS.Timeout>();
afterEach(async () => {
  for (const timer of evaluations) clearInterval(timer);
  for (const client of clients.splice(0)) await client.close();
});

/** A client that is closed after the test. What it warns of is not shown. */
export function givenClient(options: ClientOptions, times?: Partial<Times>): HeksherClient {
  const client = new HeksherClient({ log: () => undefined, ...options }, times);
  clients.push(client);
  return client;
}

/** Evaluates a setting every few milliseconds, whatever happens to the service, until it is asked for what was wrong. */
export function keepEvaluating<Feature extends string>(
  setting: Setting<number, Feature>,
  context: ContextOf<Feature>,
): () => { calls: number; faults: string[] } {
  const faults = new Set<string>();
  let calls = 0;
  const evaluate = () => {
    try {
      const got = [setting.get(context), setting.evaluate(context).value, setting.explain(context).value];
      for (const one of got) if (typeof one !== 'number') faults.add(`not a value: ${String(one)}`);
    } catch (error) {
      faults.add(String(error));
    }
    calls += 1;
  };
  evaluate();
  evaluations.add(setInterval(evaluate, 3));
  return () => {
    evaluate();
    return { calls, faults: [...faults] };
  };
}
