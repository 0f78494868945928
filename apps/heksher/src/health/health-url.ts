import { DEFAULT_HOST, DEFAULT_PORT } from '../config/listening.js';
import { PATHS } from '../http/paths.js';

/** The variables of the address that the service listens on. */
interface Listening {
  HEKSHER_HOST?: string | undefined;
  HEKSHER_PORT?: string | undefined;
}

/** The addresses of all interfaces, each with one that reaches them from the same machine. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' };

/**
 * The URL at which a health check inside the service's container asks whether its process answers. The database does not
 * count: while it is away, a restart of every instance would not help.
 */
export function healthUrl({ HEKSHER_HOST, HEKSHER_PORT }: Listening): string {
  const host = HEKSHER_HOST || DEFAULT_HOST;
  const url = new URL(`http://${host.includes(':') ? `[${host}]` : host}${PATHS.health}/live`);
  url.port = HEKSHER_PORT || DEFAULT_PORT;
  url.hostname = LOOPBACK[url.hostname] ?? url.hostname;
  return url.href;
}
