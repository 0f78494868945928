import type { Request, Response } from 'express';
import type { HeksherConfig } from '../../config/config.js';
import { parsePathPrefix } from '../../config/path-prefix.js';

const HEADER = 'X-Forwarded-Prefix';

/**
 * The path in front of the service's own paths, as the client of a request sees them, such as `/heksher`; empty if there is
 * none. It comes from the configured public URL, else from a trusted proxy. A response that depends on the proxy's header
 * says so in `Vary`.
 */
export function publicPrefixOf(
  request: Request,
  response: Response,
  { publicUrl, trustedProxies }: Pick<HeksherConfig, 'publicUrl' | 'trustedProxies'>,
): string {
  if (publicUrl) return publicUrl.prefix;
  if (!trustedProxies) return '';
  response.vary(HEADER);
  if (!trustedProxies.trusts(request.socket.remoteAddress)) return '';
  return parsePathPrefix(request.get(HEADER) ?? '') ?? '';
}
