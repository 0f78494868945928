import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { afterAll, beforeAll } from '@jest/globals';
import { closeLogger, createLogger } from '@heksher/logging';
import type { HeksherConfig } from '../../apps/heksher/src/config/config.js';
import { createApp } from '../../apps/heksher/src/create-app.js';
import type { ConnectionTimes } from '../../apps/heksher/src/http/limits/limited-server.js';
import { Given } from './given.js';
import { Heksher } from './heksher.js';
import { createDatabase, type TestDatabase } from './postgres.js';

/** The committed document. test/smoke compares it with the built one. */
export const COMMITTED_DOCUMENT = new URL('../../docs/openapi.json', import.meta.url);

/** The admin UI, which the test command has built. A service of a test serves it if its configuration says so. */
export const BUILT_UI = new URL('../../dist/ui/', import.meta.url);

export interface TestApp {
  heksher: Heksher;
  given: Given;
  database: TestDatabase;
  /** The service's log, one object per record. */
  logs: Record<string, unknown>[];
  /** Starts another service on the same database, with the same configuration except for these differences. */
  replica(differences?: Partial<HeksherConfig>): Promise<Heksher>;
  /** Adds a function to call first when the app stops. */
  onStop(close: () => unknown): void;
  /** Stops the service and its replicas, and drops the database. */
  stop(): Promise<void>;
}

/** Starts the service before the first test of a file or `describe`, and stops it after the last. */
export function useApp(overrides: Partial<HeksherConfig> = {}): TestApp {
  const heksher = new Heksher('');
  const app = { heksher, given: new Given(heksher) } as TestApp;
  beforeAll(async () => {
    Object.assign(app, await startApp(overrides, heksher));
  });
  afterAll(() => (app as Partial<TestApp>).stop?.());
  return app;
}

/** The whole service on its own database and a free port, for a test that stops it itself. */
export async function startApp(
  overrides: Partial<HeksherConfig> = {},
  heksher: Heksher = new Heksher(''),
): Promise<TestApp> {
  const database = await createDatabase();
  const logs: Record<string, unknown>[] = [];
  const services = [await serve(database.url, logs, overrides)];
  const closing: (() => unknown)[] = [];
  heksher.url = services[0]?.url ?? '';
  return {
    heksher,
    given: new Given(heksher),
    database,
    logs,
    replica: async (differences = {}) => {
      const service = await serve(database.url, logs, { ...overrides, ...differences });
      services.push(service);
      return service.heksher;
    },
    onStop: (close) => void closing.push(close),
    stop: async () => {
      for (const close of closing) await close();
      for (const service of services) await service.close();
      await database.drop();
    },
  };
}

export interface Service {
  url: string;
  heksher: Heksher;
  close(): Promise<void>;
}

/** Starts a service on a database that the caller drops. */
export async function serve(
  connectionString: string | undefined,
  logs: Record<string, unknown>[] = [],
  overrides: Partial<HeksherConfig> = {},
  times?: ConnectionTimes,
  uiDirectory: URL = BUILT_UI,
): Promise<Service> {
  const config: HeksherConfig = {
    version: '1.2.3',
    host: '127.0.0.1',
    port: 0,
    drainMs: 0,
    database: connectionString === undefined ? undefined : { kind: 'server', connectionString },
    standby: undefined,
    connections: { size: 10, maxAgeSeconds: 60 },
    startupContextFeatures: undefined,
    cacheMemory: { bytes: 64 * 1024 * 1024, origin: 'HEKSHER_CACHE_MB' },
    staleIfErrorSeconds: 0,
    maxAgeMs: 0,
    isIfMatchRequired: false,
    isNoteRequired: false,
    changeSets: { operations: 10_000, largestBody: 16 * 1024 * 1024 },
    keptChanges: { days: 0, least: 10_000 },
    usage: { isOn: true, keptDays: 90 },
    queryKeyBy: 'canonical',
    logLevel: 'debug',
    logstash: undefined,
    sentryDsn: undefined,
    access: undefined,
    corsOrigins: undefined,
    ofrep: { targetingKeyFeature: undefined, areReasonsStrict: false, areStreamsOffered: true },
    publicUrl: undefined,
    trustedProxies: undefined,
    ui: undefined,
    ...overrides,
  };
  const stream = new Writable({
    write(line, _encoding, done) {
      logs.push(JSON.parse(String(line)) as Record<string, unknown>);
      done();
    },
  });
  const logger = createLogger({ level: config.logLevel, format: 'json', version: config.version, stream });
  const app = await createApp({
    config,
    logger,
    connectionString,
    times,
    openApiFile: COMMITTED_DOCUMENT,
    uiDirectory,
  });
  await app.listen(config.port, config.host);
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    heksher: new Heksher(url),
    close: async () => {
      await app.close();
      await closeLogger(logger);
    },
  };
}
