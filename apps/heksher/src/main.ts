import type { Server } from 'node:http';
import { closeLogger, createLogger, hideSecrets } from '@heksher/logging';
import type { Logger } from 'winston';
import { readVersion } from './built-files.js';
import { PATHS } from './http/paths.js';
import { replyTo } from './config/command-line.js';
import { readConfig, type HeksherConfig } from './config/config.js';
import { CONFIG } from './config/config.module.js';
import { findUnknownVariables, secretsIn } from './config/environment.js';
import { readMemoryLimits } from './config/memory.js';
import { createApp } from './create-app.js';
import { openDatabase } from './embedded-database.js';
import { startErrorReports } from './error-reports.js';
import { Draining } from './health/draining.js';
import { addressOf } from './http/limits/limited-server.js';
import { stopOnSignal } from './shutdown.js';
import { refuseToStart } from './start-faults.js';

const version = readVersion();
/** Where the service listens; undefined if it does not. `npm start -- --demo` asks there. */
export let address: string | undefined;

const unknownVariables = findUnknownVariables(process.env);

const reply = replyTo(process.argv.slice(2), version);
if (reply) {
  process.exitCode = reply.status;
  (reply.status === 0 ? process.stdout : process.stderr).write(reply.text);
} else {
  hideSecrets(secretsIn(process.env));
  try {
    await serve(readConfig(process.env, version, readMemoryLimits()));
  } catch (error) {
    refuseToStart(error, unknownVariables);
  }
}

async function serve(config: HeksherConfig): Promise<void> {
  const { logLevel: level, logstash, cacheMemory, drainMs } = config;
  const logger = createLogger({ level, format: process.stdout.isTTY ? 'text' : 'json', version, logstash });
  const opened = [() => closeLogger(logger)];
  /** Closes everything, the last opened first. */
  const close = async () => {
    for (const closeOne of opened.toReversed()) await closeOne();
  };
  try {
    for (const unknown of unknownVariables) logger.warn('an environment variable is unknown', { ...unknown });
    const { bytes, origin } = cacheMemory;
    logger.info('the caches are given memory', { megabytes: bytes / 1024 / 1024, origin });
    const report = await startErrorReports(config, logger);
    const database = await openDatabase(config.database);
    opened.push(database.close);
    const app = await createApp({ config, logger, connectionString: database.connectionString, report });
    opened.push(() => app.close());
    await app.listen(config.port, config.host);
    opened.push(() => app.get(Draining).begin(drainMs));
    stopOnSignal({ logger, close, drainMs }); // first, because a program that reads that the service listens may stop it

    const url = addressOf(app.getHttpServer() as Server);
    address = url;
    const { href: publicUrl = url } = config.publicUrl ?? {};
    logAccess(config, logger);
    const pages = { docs: publicUrl + PATHS.docs, redoc: publicUrl + PATHS.redoc };
    // The app knows whether the UI is built.
    const ui = app.get<HeksherConfig>(CONFIG).ui && `${publicUrl}${PATHS.ui}/`;
    logger.info('Heksher listens', { version, url, ui, ...pages });
  } catch (error) {
    await close();
    throw error;
  }
}

function logAccess({ access }: HeksherConfig, logger: Logger): void {
  if (!access) return void logger.info('access is off: whoever reaches the port may do everything');
  if (access.adminToken !== undefined || access.roleGroups || access.anonymousRole === 'admin') return;
  logger.warn('access is on, and only a stored token can be an administrator: HEKSHER_ADMIN_TOKEN is another way');
}
