// Writes the OpenAPI document to the file that is named on the command line. The build runs it: see scripts/build.mjs.
import { writeFileSync } from 'node:fs';
import { closeLogger, createLogger } from '@heksher/logging';
import { readVersion } from './built-files.js';
import { readConfig } from './config/config.js';
import { describeApi } from './describe-api.js';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('the name of a file is missing');

const version = readVersion();
const config = readConfig({ DOC_ONLY: 'true' }, version);
const logger = createLogger({ level: 'error', format: 'json', version });
const document = await describeApi({ config, logger });
await closeLogger(logger);
writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
