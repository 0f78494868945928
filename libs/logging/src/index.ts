export { closeLogger } from './close-logger.js';
export { createLogger } from './create-logger.js';
export type { LogFormat, LogLevel, LogOptions, LogstashOptions } from './log-options.js';
export { LogstashTcpTransport, type LogstashTcpOptions } from './logstash-tcp-transport.js';
export { LogstashUdpTransport, type LogstashUdpOptions } from './logstash-udp-transport.js';
export { NestLogger } from './nest-logger.js';
export { redact } from './redact.js';
