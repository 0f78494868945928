import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@heksher/embedded-postgres';
import { closeLogger, createLogger, redact } from '@heksher/logging';
import { migrate } from '../../../migrations/migrate.js';
import { replyTo, type Reply } from './config/command-line.js';
import { readConfig, type HeksherConfig } from './config/config.js';
import { EnvironmentError } from './config/environment.js';
import { readMemoryLimits } from './config/memory.js';
import { findUnknownVariables } from './config/unknown-variables.js';
import { createApp } from './create-app.js';
import { startErrorReports } from './error-reports.js';
import { Draining } from './health/draining.js';
import { stopOnSignal } from './shutdown.js';

const { version } = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const unknownVariables = findUnknownVariables(process.env);
const reply = replyTo(process.argv.slice(2), version);
if (reply) print(reply);
else await start();

function print({ status, text }: Reply): void {
  process.exitCode = status;
  (status === 0 ? process.stdout : process.stderr).write(text);
}

async function start(): Promise<void> {
  try {
    await serve(readConfig(process.env, version, readMemoryLimits()));
  } catch (error) {
    for (const fault of faultsOf(error)) process.stderr.write(`Heksher cannot start: ${redact(fault)}\n`);
    process.exit(1);
  }
}

/** Sentences for whoever started the service. A misspelt variable explains why one is missing. */
function faultsOf(error: unknown): readonly string[] {
  if (!(error instanceof EnvironmentError)) return [error instanceof Error ? error.message : String(error)];
  const misspelt = unknownVariables.flatMap(({ variable, nearest }) =>
    nearest === undefined ? [] : [`${variable}: it is unknown; the nearest name is ${nearest}`],
  );
  return [...error.faults, ...misspelt];
}

async function serve(config: HeksherConfig): Promise<void> {
  const { logLevel: level, logstash } = config;
  const format = process.stdout.isTTY ? 'text' : 'json';
  const logger = createLogger({ level, format, version, logstash });
  for (const unknown of unknownVariables) logger.warn('an environment variable is unknown', { ...unknown });
  const opened = [() => closeLogger(logger)];
  /** Closes what is open, the last opened first. */
  const close = async () => {
    for (const closeOne of opened.reverse()) await closeOne();
  };
  try {
    const { bytes, origin } = config.cacheMemory;
    logger.info('the caches are given memory', { megabytes: bytes / 1024 / 1024, origin });
    const report = await startErrorReports(config, logger);
    const embedded = config.database?.kind === 'embedded' ? await startEmbedded(config.database.directory) : undefined;
    if (embedded) opened.push(() => embedded.stop());
    const connectionString = config.database?.kind === 'server' ? config.database.connectionString : embedded?.url;
    const app = await createApp({ config, logger, connectionString, report });
    opened.push(() => app.close());
    await app.listen(config.port, config.host);
    opened.push(() => app.get(Draining).begin(config.drainMs));
    stopOnSignal({ logger, close, drainMs: config.drainMs }); // before anyone hears that it listens, and may stop it

    const url = addressOf(app.getHttpServer() as Server);
    const { href: publicUrl = url } = config.publicUrl ?? {};
    logger.info('Heksher listens', { version, url, docs: `${publicUrl}/docs`, redoc: `${publicUrl}/redoc` });
  } catch (error) {
    await close();
    throw error;
  }
}

/** Nobody else can migrate an embedded database, so the service does. */
async function startEmbedded(directory: string): Promise<EmbeddedPostgres> {
  const embedded = await startEmbeddedPostgres({ directory });
  try {
    await migrate(embedded.url);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return embedded;
}

function addressOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
