import { createHash, type Hash } from 'node:crypto';

/** The strong entity tag of content; it depends on nothing else. */
export function strongEtag(content: string | Buffer): string {
  return quoteTag(contentTag(content));
}

/** A strong entity tag with this content. */
export function quoteTag(tag: string): string {
  return `"${tag}"`;
}

/** The same without quotes: 27 characters, which no other content has. */
export function contentTag(content: string | Buffer): string {
  return tagOfHash(createHash('sha256').update(content));
}

/** The same of the content that a SHA-256 hash was updated with. The hash cannot be used again. */
export function tagOfHash(hash: Hash): string {
  return hash.digest('base64url').slice(0, 27);
}

/**
 * Whether an `If-None-Match` header matches an entity tag: it is `*`, or a list that contains the tag, weak marks ignored. An
 * empty header is as an absent one.
 */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined || header === '') return false;
  if (header === etag || header.trim() === '*') return true;
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
