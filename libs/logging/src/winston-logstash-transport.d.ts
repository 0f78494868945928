// The package has no types of its own; this is the part in use.
declare module 'winston-logstash-transport' {
  import type { Socket } from 'node:dgram';
  import type { Logform } from 'winston';
  import TransportStream from 'winston-transport';

  export class LogstashTransport extends TransportStream {
    constructor(options: { host: string; port: number; level: string; format: Logform.Format });
    protected readonly client: Socket;
    protected host: string;
    log(info: Logform.TransformableInfo, next: () => void): void;
    send(message: string, callback: (error: Error | null) => void): void;
  }
}
