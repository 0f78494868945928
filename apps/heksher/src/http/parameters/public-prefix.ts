import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import type { HeksherConfig } from '../../config/config.js';
import { parsePathPrefix } from '../../config/path-prefix.js';

const HEADER = 'X-Forwarded-Prefix';

type Where = Pick<HeksherConfig, 'publicUrl' | 'trustedProxies'>;

/**
 * The path in front of the service's own paths, as the client of a request sees them, such as `/heksher`; empty if there is
 * none. It comes from the configured public URL, else from a trusted proxy. A response that depends on the proxy's header
 * says so in `Vary`.
 */
export function publicPrefixOf(request: Request, response: Response, where: Where): string {
  for (const header of prefixVaries(where)) response.vary(header);
  return readPublicPrefix(request, where);
}

/** The headers of a request that its public prefix depends on. */
export function prefixVaries({ publicUrl, trustedProxies }: Where): readonly string[] {
  return publicUrl || !trustedProxies ? [] : [HEADER];
}

/** As `publicPrefixOf`, without a response to note it on. */
export function readPublicPrefix({ headers, socket }: IncomingMessage, { publicUrl, trustedProxies }: Where): string {
  if (publicUrl) return publicUrl.prefix;
  if (!trustedProxies?.trusts(socket.remoteAddress)) return '';
  return parsePathPrefix(String(headers[HEADER.toLowerCase()] ?? '')) ?? '';
}
