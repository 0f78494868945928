import { once, type EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { install, type Installed } from './install.js';

const VERSION = '6.12.1';
const FLAG = 'size';

/** A client of another product that resolves the same rules in the process. */
export interface Peer {
  get(context: Readonly<Record<string, string>>): number;
  stop(): void;
}

interface Rules {
  /** The conditions of the rule whose value is the index. */
  rules: readonly Readonly<Record<string, string>>[];
  defaultValue: number;
}

/** The part of unleash-client that is used. */
interface UnleashModule {
  Unleash: new (config: object) => EventEmitter & {
    getVariant(name: string, context: object, fallback: object): { payload?: { value: string } };
    start(): Promise<void>;
    destroy(): void;
  };
  InMemStorageProvider: new () => object;
}

/** Node's client of Unleash, from npm, with as many rules. Undefined, with a warning, if it cannot be installed. */
export async function installUnleash(rules: Rules): Promise<Peer | undefined> {
  let installed: Installed | undefined;
  try {
    installed = install('unleash-client', VERSION);
    const load = createRequire(join(installed.directory, 'package.json'));
    return await startUnleash(load('unleash-client') as UnleashModule, rules);
  } catch (error) {
    process.stderr.write(`SKIPPED: unleash-client could not be run, so it is not measured: ${String(error)}\n`);
    return undefined;
  } finally {
    installed?.remove();
  }
}

async function startUnleash({ Unleash, InMemStorageProvider }: UnleashModule, given: Rules): Promise<Peer> {
  const unleash = new Unleash({
    url: 'http://127.0.0.1:9/api',
    appName: 'bench',
    disableMetrics: true,
    disableAutoStart: true,
    refreshInterval: 0,
    storageProvider: new InMemStorageProvider(),
    bootstrap: { data: [flagOf(given.rules)] },
  });
  for (const event of ['error', 'warn']) unleash.on(event, () => undefined); // there is no server
  const isReady = once(unleash, 'ready');
  void unleash.start();
  await isReady;
  const fallback = { name: 'default', enabled: false, payload: { type: 'number', value: String(given.defaultValue) } };
  return {
    get: (context) => Number(unleash.getVariant(FLAG, context, fallback).payload?.value),
    stop: () => unleash.destroy(),
  };
}

/** A flag with one strategy for each rule. The first one that applies counts. */
function flagOf(rules: Rules['rules']): object {
  return {
    name: FLAG,
    type: 'release',
    enabled: true,
    stale: false,
    impressionData: false,
    project: 'default',
    variants: [],
    strategies: rules.map((conditions, value) => ({
      name: 'default',
      parameters: {},
      constraints: Object.entries(conditions).map(([contextName, one]) => ({
        contextName,
        operator: 'IN',
        inverted: false,
        values: [one],
      })),
      variants: [
        {
          name: `rule ${value}`,
          weight: 1000,
          stickiness: 'default',
          payload: { type: 'number', value: String(value) },
        },
      ],
    })),
  };
}
