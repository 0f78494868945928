export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

export type LogFormat = 'json' | 'text';

/** The address of Logstash, its level, and the fields added to each record. Host and port are already validated. */
export interface LogstashOptions {
  host: string;
  port: number;
  protocol: 'tcp' | 'udp';
  level: LogLevel;
  tags: Record<string, string>;
}

export interface LogOptions {
  /** The level for standard output; Logstash has its own. */
  level: LogLevel;
  format: LogFormat;
  /** The version of the service, a field of each record for Logstash. */
  version: string;
  /** In place of standard output. */
  stream?: NodeJS.WritableStream;
  logstash?: LogstashOptions;
}
