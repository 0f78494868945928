import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TrustedProxies } from '../config/trusted-proxies.js';

/**
 * The address that a request comes from. Behind trusted proxies it is the last one in `X-Forwarded-For` that is none of
 * them; what stands before it may be made up.
 */
export function peerAddress(
  { socket, headers }: IncomingMessage,
  proxies: TrustedProxies | undefined,
): string | undefined {
  let address = socket.remoteAddress;
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  while (proxies?.trusts(address)) {
    const before = forwarded.pop()?.trim() ?? '';
    if (isIP(before) === 0) return address;
    address = before;
  }
  return address;
}
