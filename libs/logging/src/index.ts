export { closeLogger } from './close-logger.js';
export { createLogger } from './create-logger.js';
export type { LogLevel, LogstashOptions } from './log-options.js';
export { NestLogger } from './nest-logger.js';
export { toPlain } from './plain-value.js';
export { redact } from './redact.js';
export { hideSecrets, redactTokens } from './secrets.js';
