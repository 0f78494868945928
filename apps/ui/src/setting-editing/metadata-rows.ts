import {
  METADATA_KEY,
  jsonEquals,
  parseJson,
  printJson,
  whyNotName,
  type JsonObject,
  type JsonValue,
} from '@heksher/domain';
import { words } from '../words/en.js';

/** A key of metadata while it is edited. */
export interface MetadataRow {
  id: number;
  key: string;
  text: string;
}

/** The rows of metadata. */
export function rowsOfMetadata(metadata: JsonObject): MetadataRow[] {
  return Object.entries(metadata).map(([key, value], id) => ({ id, key, text: printMetadataValue(value) }));
}

/** What the rows say, or what is wrong with the first faulty one. Rows without a key and value are nothing. */
export function readMetadataRows(
  rows: readonly MetadataRow[],
): { metadata: JsonObject } | { fault: string; id: number } {
  const entries = new Map<string, JsonValue>();
  for (const { id, key, text } of rows) {
    if (key === '' && text === '') continue;
    const fault = whyNotName(METADATA_KEY, key);
    if (fault !== undefined) return { fault, id };
    if (entries.has(key)) return { fault: words.settingEditing.sameKey, id };
    entries.set(key, readMetadataValue(text));
  }
  return { metadata: Object.fromEntries(entries) };
}

/** What is JSON is read as JSON; anything else is a text. */
function readMetadataValue(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** A text that would be read as something else is printed as JSON. */
function printMetadataValue(value: JsonValue): string {
  return typeof value === 'string' && jsonEquals(readMetadataValue(value), value) ? value : printJson(value);
}
