import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.js';

const HELD_BACK = 0.08;
const LONGEST_MS = 40;

/**
 * A way to a database on which answers are held back for a while now and then: what the service learns is older then, and
 * more happens between two of its statements.
 */
export async function slowNetwork(databaseUrl: string, random: Random): Promise<{ url: string; close(): void }> {
  const { hostname, port } = new URL(databaseUrl);
  const server = createServer((service) => {
    const database = connect(Number(port) || 5432, hostname);
    service.on('data', (chunk) => database.write(chunk));
    holdBack(database, service, random);
    for (const [one, other] of [
      [service, database],
      [database, service],
    ] as const) {
      one.on('error', () => other.destroy());
      one.setNoDelay(true);
    }
    service.on('close', () => database.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${portOf(server)}`;
  return { url: url.href, close: () => server.close() };
}

/** Passes on what the database says, in its order, and that it has hung up. */
function holdBack(database: Socket, service: Socket, random: Random): void {
  let last = Promise.resolve();
  const pass = (deliver: () => void) => {
    const delay = random.happens(HELD_BACK) ? random.next() * LONGEST_MS : 0;
    last = last.then(async () => {
      if (delay > 0) await sleep(delay);
      deliver();
    });
  };
  database.on('data', (chunk) => pass(() => service.write(chunk)));
  database.on('close', () => pass(() => service.destroy()));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
