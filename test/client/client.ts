import { afterEach } from '@jest/globals';
import { HeksherClient, type ClientOptions } from '@heksher/client';

const clients: HeksherClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

/** A client that is closed after the test. What it warns of is not shown. */
export function givenClient(options: ClientOptions): HeksherClient {
  const client = new HeksherClient({ log: () => undefined, ...options });
  clients.push(client);
  return client;
}
