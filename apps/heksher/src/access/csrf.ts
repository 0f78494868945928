import type { IncomingMessage } from 'node:http';
import type { PublicUrl } from '../config/public-url.js';

/**
 * Whether a request comes from a page of this service, and not from one of another site that makes the browser send its
 * cookies along. Without a public URL, the host that the request names counts as this service's.
 */
export function isSameOrigin({ headers }: Pick<IncomingMessage, 'headers'>, publicUrl: PublicUrl | undefined): boolean {
  if (headers['sec-fetch-site'] === 'same-origin') return true;
  const { origin, host } = headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  const asking = new URL(origin);
  if (publicUrl) return asking.origin === new URL(publicUrl.href).origin;
  return /^https?:$/.test(asking.protocol) && asking.host === hostOf(host, asking.protocol);
}

/** A `Host` header as URLs have it: in lower case, without the port that the protocol has anyway. */
function hostOf(host: string | undefined, protocol: string): string | undefined {
  const text = `${protocol}//${host}`;
  return host !== undefined && URL.canParse(text) ? new URL(text).host : undefined;
}
