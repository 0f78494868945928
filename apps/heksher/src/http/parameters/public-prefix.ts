import type { Request, Response } from 'express';
import type { HeksherConfig } from '../../config/config.js';
import { parsePathPrefix } from './path-prefix.js';

const HEADER = 'X-Forwarded-Prefix';

/**
 * The path that stands in front of the service's own paths in the address that the client of a request uses, such as
 * `/heksher`; empty if there is none. It is that of the configured public URL, else the one that a trusted proxy names. An
 * answer that depends on what a proxy names says so to caches.
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
