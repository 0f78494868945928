import type { HeksherConfig } from '../../../apps/heksher/src/config/config.js';
import { serve, type TestApp } from '../../support/app.js';
import { Given } from '../../support/given.js';
import { Heksher } from '../../support/heksher.js';
import { createDatabase } from '../../support/postgres.js';
import { TcpProxy } from '../../support/tcp-proxy.js';

export interface ShakyApp extends TestApp {
  /** Between the service and its database. */
  network: TcpProxy;
  stopService(): Promise<void>;
  /** Starts the service again, at the same address. */
  startService(): Promise<void>;
}

/** A service that a test can stop, with a network to its database that a test can break. */
export async function startShakyApp(overrides: Partial<HeksherConfig>): Promise<ShakyApp> {
  const database = await createDatabase();
  const network = await TcpProxy.to(database.url);
  const logs: Record<string, unknown>[] = [];
  let service = await serve(network.url, logs, overrides);
  const { url } = service;
  const heksher = new Heksher(url);
  const others: (() => unknown)[] = [];
  return {
    heksher,
    given: new Given(heksher),
    database,
    logs,
    network,
    replica: async (differences = {}) => {
      // Not through the network: it goes on while that is broken.
      const replica = await serve(database.url, logs, { ...overrides, ...differences });
      others.push(() => replica.close());
      return replica.heksher;
    },
    onStop: (close) => void others.push(close),
    stopService: () => service.close(),
    startService: async () => {
      service = await serve(network.url, logs, { ...overrides, port: Number(new URL(url).port) });
    },
    stop: async () => {
      for (const close of others) await close();
      await service.close();
      await network.close();
      await database.drop();
    },
  };
}
