import type { Logger } from 'winston';
import winston from 'winston';
import type { LogLevel, LogOptions, LogstashOptions } from './log-options.js';
import { logstashFormat } from './logstash-format.js';
import { LogstashTcpTransport } from './logstash-tcp-transport.js';
import { LogstashUdpTransport } from './logstash-udp-transport.js';
import { toPlain } from './plain-value.js';
import { LEVEL, recordFormat } from './record.js';
import { stdoutFormat } from './stdout-format.js';
import { StreamTransport } from './stream-transport.js';

const { levels } = winston.config.npm;
const UDP_BYTES = 60_000;
const TCP_BYTES = 1024 * 1024 - 1; // plus a line feed

/**
 * A logger that prints to standard output (or `stream`) and, with `logstash`, also sends to Logstash, each at its own
 * level. It never throws, for any record and any state of its outputs. It masks passwords everywhere. Close it with
 * `closeLogger`; later records are lost.
 */
export function createLogger({ level, format, version, stream, logstash }: LogOptions): Logger {
  const stdout = new StreamTransport({ level, format: stdoutFormat(format), stream: stream ?? process.stdout });
  const remote = logstash && logstashTransport(logstash, version);
  const widest = wider(level, logstash?.level ?? level);
  const logger = winston.createLogger({
    levels,
    level: widest,
    format: recordFormat((wanted) => isWithin(widest, wanted)),
    transports: remote ? [stdout, remote] : [stdout],
  });
  logger.on('error', () => undefined); // for example, a record after the end

  // Only to standard output: Logstash is away.
  if (logstash) remote?.on('away', (reason: Error) => stdout.write(awayInfo(logstash, reason)));
  return logger;
}

function awayInfo({ host, port }: LogstashOptions, reason: Error & { code?: string }): object {
  const fields = toPlain({ host, port, reason: reason.code ?? reason.message }) as object;
  const timestamp = new Date().toISOString();
  return { ...fields, timestamp, level: 'warn', message: 'logstash is away, records wait', [LEVEL]: 'warn' };
}

function logstashTransport(
  { protocol, host, port, level, tags }: LogstashOptions,
  version: string,
): LogstashTcpTransport | LogstashUdpTransport {
  const cleanTags = toPlain(tags) as Record<string, string>;
  const format = logstashFormat({ version, tags: cleanTags, maxBytes: protocol === 'tcp' ? TCP_BYTES : UDP_BYTES });
  const options = { host, port, level, format };
  return protocol === 'tcp' ? new LogstashTcpTransport(options) : new LogstashUdpTransport(options);
}

function wider(one: LogLevel, other: LogLevel): LogLevel {
  return isWithin(one, other) ? one : other;
}

function isWithin(widest: string, level: string): boolean {
  return (levels[level] ?? 0) <= (levels[widest] ?? 0);
}
