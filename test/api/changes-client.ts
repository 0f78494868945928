import { get, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import type { INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { closeLogger, createLogger } from '@heksher/logging';
import { ChangeStreamModule } from '../../apps/heksher/src/change-stream/change-stream.module.js';
import { ChangesModule } from '../../apps/heksher/src/changes/changes.module.js';
import { DatabaseModule } from '../../apps/heksher/src/database/database.module.js';
import { LoggingModule } from '../../apps/heksher/src/logging/logging.module.js';
import { MetricsRegistry } from '../../apps/heksher/src/metrics/metrics-registry.js';
import { OfrepStreamController } from '../../apps/heksher/src/ofrep/ofrep-stream.controller.js';
import type { TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

export interface StreamEvent {
  id: string | undefined;
  event: string | undefined;
  data: unknown;
}

/** A client of a stream of server-sent events. */
export class EventClient {
  readonly events: StreamEvent[] = [];
  /** Everything received, as text. */
  text = '';
  isEnded = false;
  private parsed = 0;

  private constructor(
    readonly status: number | undefined,
    readonly headers: IncomingHttpHeaders,
    private readonly request: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    response.setEncoding('utf8').on('data', (text: string) => this.take(text));
    response.on('close', () => (this.isEnded = true)).on('error', () => undefined);
  }

  /** Resolves once the headers have arrived. */
  static open(url: string, headers: Record<string, string> = {}): Promise<EventClient> {
    return new Promise((resolve, reject) => {
      const request = get(url, { headers, agent: false }, (response) =>
        resolve(new EventClient(response.statusCode, response.headers, request, response)),
      ).on('error', reject);
    });
  }

  get ids(): number[] {
    return this.events.map(({ id }) => Number(id));
  }

  /** The events, once there are this many. */
  async first(count: number): Promise<StreamEvent[]> {
    await until(
      () => this.events.length >= count,
      () => `${count} events; there are ${JSON.stringify(this.events)}`,
    );
    return this.events;
  }

  async ended(): Promise<void> {
    await until(() => this.isEnded, 'the end of the stream');
  }

  close(): void {
    this.request.destroy();
  }

  private take(text: string): void {
    this.text += text;
    for (let end; (end = this.text.indexOf('\n\n', this.parsed)) >= 0; this.parsed = end + 2) {
      const lines = this.text.slice(this.parsed, end).split('\n');
      const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field('data');
      if (data !== undefined) this.events.push({ id: field('id'), event: field('event'), data: JSON.parse(data) });
    }
  }
}

/** Makes changes in one transaction, so all are seen at once. Returns the sequence of the last one. */
export async function appendChanges(
  { sql }: Pick<TestDatabase, 'sql'>,
  count: number,
  actor = 'somebody',
): Promise<string> {
  await sql(`
    do $$ declare head revision_head; begin
      for i in 1..${count} loop
        head := heksher_advance_head();
        insert into changes (seq, id, parent, actor, action) values (head.seq, head.id, head.parent, '${actor}', 'external');
      end loop;
    end $$`);
  const [row] = await sql<{ seq: string }>('select seq from revision_head');
  return row?.seq ?? '';
}

export interface SmallService {
  url: string;
  server: Server;
  /** An internal part of the service. */
  get<Part>(part: Type<Part>): Part;
  close(): Promise<void>;
}

/** A service that has the change log only. */
export async function serveChanges(connectionString: string, heartbeatMs = 15_000): Promise<SmallService> {
  const stream = new Writable({ write: (_line, _encoding, done) => done() });
  const logger = createLogger({ level: 'error', format: 'json', version: '1.2.3', stream });
  const app: INestApplication = await NestFactory.create(
    {
      module: class {},
      controllers: [OfrepStreamController],
      imports: [
        LoggingModule.forRoot(logger),
        { module: class {}, global: true, providers: [MetricsRegistry], exports: [MetricsRegistry] },
        DatabaseModule.forRoot({ connectionString, cacheBytes: 1024 * 1024, logger }),
        ChangeStreamModule.forRoot({ heartbeatMs }),
        ChangesModule,
      ],
    },
    { logger: false, abortOnError: false },
  );
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer() as Server;
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    get: (part) => app.get(part),
    close: async () => {
      await app.close();
      await closeLogger(logger);
    },
  };
}
