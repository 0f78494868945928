/** The parts of the environment that say where the service listens. */
interface Listening {
  HEKSHER_HOST?: string | undefined;
  HEKSHER_PORT?: string | undefined;
}

/** Where the service listens if the environment does not say. */
export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = '8888';

/** Addresses of every interface, and the one to reach them by from the same machine. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' };

/**
 * The URL by which a health check in the container of a service asks whether its process turns over. It says nothing of
 * the database: a database that is away is no reason to restart every instance.
 */
export function healthUrl({ HEKSHER_HOST, HEKSHER_PORT }: Listening): string {
  const host = HEKSHER_HOST || DEFAULT_HOST;
  const url = new URL(`http://${host.includes(':') ? `[${host}]` : host}/api/health/live`);
  url.port = HEKSHER_PORT || DEFAULT_PORT;
  url.hostname = LOOPBACK[url.hostname] ?? url.hostname;
  return url.href;
}
