import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // an object for every server on TCP
  await close(server);
  return port;
}

export async function isFreePort(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    await close(server);
    return true;
  } catch {
    return false;
  }
}

async function close(server: ReturnType<typeof createServer>): Promise<void> {
  server.close();
  await once(server, 'close');
}
