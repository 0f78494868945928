import { isJsonObject, type JsonValue } from '@heksher/domain';

/** What the names of settings begin with that a document is about; undefined if it has no scope. */
export function scopeOf(document: JsonValue): string[] | undefined {
  const scope = isJsonObject(document) ? document['scope'] : undefined;
  const prefixes = isJsonObject(scope ?? null) ? (scope as { prefixes?: JsonValue }).prefixes : undefined;
  if (!Array.isArray(prefixes)) return undefined;
  return prefixes.filter((prefix) => typeof prefix === 'string');
}
