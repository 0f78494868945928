export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

export type LogFormat = 'json' | 'text';

/** Where Logstash listens, what it is sent, and the fields added to each record. Host and port are valid already. */
export interface LogstashOptions {
  host: string;
  port: number;
  protocol: 'tcp' | 'udp';
  level: LogLevel;
  tags: Record<string, string>;
}

export interface LogOptions {
  /** What standard output is sent; Logstash has a level of its own. */
  level: LogLevel;
  format: LogFormat;
  /** The version of the service: Logstash gets it with each record. */
  version: string;
  /** In place of standard output. */
  stream?: NodeJS.WritableStream;
  logstash?: LogstashOptions;
}
