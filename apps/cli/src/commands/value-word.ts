import { DomainError, accepts, parseJson, parseSettingType, whyNotAccepted, type JsonValue } from '@heksher/domain';
import { usage } from '../failure.js';
import { printable } from '../output/text.js';

/** A value from the command line. */
export interface ValueWord {
  value: JsonValue;
  /** Whether the word was not read as JSON, but is the text itself. */
  isText: boolean;
}

/**
 * Reads the word for a value of a type: as JSON if that is of the type, else as the text itself if the type has it. So a
 * text needs no quotes, unless it is JSON as well: `"5"` for an enum of 5 and "5". Throws a usage failure.
 */
export function readValueWord(word: string, typeText: string): ValueWord {
  const type = parseSettingType(typeText);
  const json = readJson(word);
  if (json !== undefined && accepts(type, json)) return { value: json, isText: false };
  if (accepts(type, word)) return { value: word, isText: true };
  // An option may be a text, so the word is rather a wrong option than bad JSON.
  const misfit = json === undefined && type.kind !== 'enum' ? undefined : whyNotAccepted(type, json ?? word);
  const place = misfit === undefined || misfit.path.length === 0 ? '' : `at ${misfit.path.join('.')}: `;
  throw usage(
    misfit === undefined
      ? `the value ${JSON.stringify(printable(word))} is not JSON, and the setting is of the type ${typeText}`
      : `the value is not of the setting's type: ${place}${misfit.message}`,
  );
}

function readJson(word: string): JsonValue | undefined {
  try {
    return parseJson(word);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}
