import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { closeLogger, createLogger } from '@heksher/logging';
import { PATHS } from './http/paths.js';
import { replyTo } from './config/command-line.js';
import { readConfig, type HeksherConfig } from './config/config.js';
import { findUnknownVariables } from './config/environment.js';
import { readMemoryLimits } from './config/memory.js';
import { createApp } from './create-app.js';
import { openDatabase } from './embedded-database.js';
import { startErrorReports } from './error-reports.js';
import { Draining } from './health/draining.js';
import { addressOf } from './http/limits/limited-server.js';
import { stopOnSignal } from './shutdown.js';
import { refuseToStart } from './start-faults.js';

const { version } = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const unknownVariables = findUnknownVariables(process.env);

const reply = replyTo(process.argv.slice(2), version);
if (reply) {
  process.exitCode = reply.status;
  (reply.status === 0 ? process.stdout : process.stderr).write(reply.text);
} else {
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
    stopOnSignal({ logger, close, drainMs }); // first: whoever reads that the service listens may stop it

    const url = addressOf(app.getHttpServer() as Server);
    const { href: publicUrl = url } = config.publicUrl ?? {};
    logger.info('Heksher listens', { version, url, docs: publicUrl + PATHS.docs, redoc: publicUrl + PATHS.redoc });
  } catch (error) {
    await close();
    throw error;
  }
}
