import { createHash } from 'node:crypto';
import type { Mutation } from './mutation.js';

/** The idempotency key of a request, with a hash of its content; undefined if it has no key. */
export function idempotencyOf({ idempotencyKey, request }: Mutation): { key: string; hash: string } | undefined {
  if (idempotencyKey === undefined) return undefined;
  const hash = createHash('sha256').update(`${request.method} ${request.originalUrl}\n`);
  hash.update(request.get('If-Match') ?? '').update('\n');
  if (request.handedOver?.body) hash.update(request.handedOver.body);
  return { key: idempotencyKey, hash: hash.digest('base64url') };
}
