import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { closeLogger, createLogger } from '@heksher/logging';
import type { HeksherConfig } from '../../apps/heksher/src/config/config.js';
import { createApp } from '../../apps/heksher/src/create-app.js';
import type { ConnectionTimes } from '../../apps/heksher/src/http/limits/limited-server.js';
import { Given } from './given.js';
import { Heksher } from './heksher.js';
import { createDatabase, type TestDatabase } from './postgres.js';

export interface TestApp {
  heksher: Heksher;
  given: Given;
  database: TestDatabase;
  /** What the service has logged, one object a record. */
  logs: Record<string, unknown>[];
  /** Another service on the same database, configured alike but for what is given. */
  replica(differences?: Partial<HeksherConfig>): Promise<Heksher>;
  /** Stops the service, its replicas and the database. */
  stop(): Promise<void>;
}

/** The whole service on a database of its own, listening on a free port. */
export async function startApp(overrides: Partial<HeksherConfig> = {}): Promise<TestApp> {
  const database = await createDatabase();
  const logs: Record<string, unknown>[] = [];
  const services = [await serve(database.url, logs, overrides)];
  const heksher = new Heksher(services[0]?.url ?? '');
  return {
    heksher,
    given: new Given(heksher),
    database,
    logs,
    replica: async (differences = {}) => {
      const service = await serve(database.url, logs, { ...overrides, ...differences });
      services.push(service);
      return new Heksher(service.url);
    },
    stop: async () => {
      for (const service of services) await service.close();
      await database.drop();
    },
  };
}

/** A service on a database that the caller looks after. */
export async function serve(
  connectionString: string | undefined,
  logs: Record<string, unknown>[] = [],
  overrides: Partial<HeksherConfig> = {},
  times?: ConnectionTimes,
): Promise<{ url: string; close(): Promise<void> }> {
  const config: HeksherConfig = {
    version: '1.2.3',
    host: '127.0.0.1',
    port: 0,
    drainMs: 0,
    database: connectionString === undefined ? undefined : { kind: 'server', connectionString },
    connections: { size: 10, maxAgeSeconds: 60 },
    startupContextFeatures: undefined,
    cacheMemory: { bytes: 64 * 1024 * 1024, origin: 'HEKSHER_CACHE_MB' },
    staleIfErrorSeconds: 0,
    queryKeyBy: 'canonical',
    logLevel: 'debug',
    logstash: undefined,
    sentryDsn: undefined,
    corsOrigins: undefined,
    ofrep: { targetingKeyFeature: undefined, areReasonsStrict: false, areStreamsOffered: true },
    publicUrl: undefined,
    trustedProxies: undefined,
    ...overrides,
  };
  const stream = new Writable({
    write(line, _encoding, done) {
      logs.push(JSON.parse(String(line)) as Record<string, unknown>);
      done();
    },
  });
  const logger = createLogger({ level: config.logLevel, format: 'json', version: config.version, stream });
  const app = await createApp({ config, logger, connectionString, times });
  await app.listen(config.port, config.host);
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await app.close();
      await closeLogger(logger);
    },
  };
}
