import type { Express } from 'express';

/**
 * Keeps Express from answering 304 by itself: it would do so for any `If-None-Match: *`. Only the answers know whether they
 * have an entity tag, and whether it still holds.
 */
export function neverCallFresh({ request }: Express): void {
  Object.defineProperty(request, 'fresh', { value: false });
}
