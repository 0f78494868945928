import { get, type IncomingMessage } from 'node:http';
import { startService } from './processes.js';
import { settingName } from './seed.js';

const STREAMS = 2000;
/** The number of streams that open at once: more would not fit into the queue of new connections. */
const AT_ONCE = 100;

/** The cost of streams in a service that does nothing else. */
export interface StreamFigures {
  streams: number;
  /** Resident memory of the service in MiB: after its start, and after every stream has had an event. */
  before: number;
  after: number;
  /** From the acknowledgement of a write until the last stream has its event, in milliseconds. */
  deliveredWithin: number;
}

interface Stream {
  /** The time of its first event; NaN if it ended without one. */
  firstEvent: Promise<number>;
  close(): void;
}

/** Opens streams on a new service, and writes once. */
export async function measureStreams(connectionString: string): Promise<StreamFigures> {
  const service = await startService(connectionString);
  const before = service.memory();
  const streams: Stream[] = [];
  try {
    while (streams.length < STREAMS) {
      streams.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => open(service.url)))));
    }
    await write(service.url);
    const acknowledged = performance.now();
    const last = Math.max(...(await Promise.all(streams.map(({ firstEvent }) => firstEvent))));
    if (Number.isNaN(last)) throw new Error('a stream ended without an event');
    return { streams: STREAMS, before, after: service.memory(), deliveredWithin: Math.round(last - acknowledged) };
  } finally {
    for (const stream of streams) stream.close();
    await service.stop();
  }
}

/** Resolves once the stream is open and misses no further write. */
function open(url: string): Promise<Stream> {
  return new Promise((resolve, reject) => {
    get(`${url}/api/v1/changes/stream`, { agent: false }, (response) => {
      if (response.statusCode === 200) {
        resolve({ firstEvent: firstEventOf(response), close: () => response.destroy() });
      } else {
        response.destroy();
        reject(new Error(`a stream was answered ${response.statusCode}`));
      }
    }).on('error', reject);
  });
}

function firstEventOf(response: IncomingMessage): Promise<number> {
  let text = '';
  return new Promise((resolve) => {
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\ndata:')) resolve(performance.now());
    });
    response.on('error', () => undefined).on('close', () => resolve(NaN));
  });
}

async function write(url: string): Promise<void> {
  const answer = await fetch(`${url}/api/v1/rules`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ setting: settingName(0), feature_values: { account: 'streamed' }, value: 1 }),
  });
  if (answer.status !== 201) throw new Error(`the write was answered ${answer.status}`);
}
