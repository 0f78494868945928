import { isJsonObject, printJson, type JsonValue, type SettingType } from '@heksher/domain';
import { words } from '../words/en.js';
import { draftOf } from './draft.js';
import { readJson, textFaultWords } from './json-text.js';
import { readDraft } from './read-draft.js';
import { readNumber } from './read-number.js';

export type ListReading = { values: JsonValue[] } | { message: string };

/** Reads a pasted list: a JSON array, or one item on each line. */
export function readList(of: SettingType, text: string): ListReading {
  if (text.trim() === '') return { message: words.editors.paste.empty };
  if (!text.trimStart().startsWith('[')) return readLines(of, text);
  const array = readArray(of, text);
  // Lines of texts may begin with a bracket too, as in `[section]`.
  if ('values' in array || (of.kind === 'str' && /^\s*\[\s*(?:"|]\s*$|$)/.test(text))) return array;
  const lines = readLines(of, text);
  return 'values' in lines || of.kind === 'sequence' || of.kind === 'flags' ? lines : array;
}

function readLines(of: SettingType, text: string): ListReading {
  const values: JsonValue[] = [];
  for (const [at, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === '') continue;
    const reading = readLine(of, line);
    if ('message' in reading) return { message: words.editors.paste.line(at + 1, reading.message) };
    values.push(reading.value);
  }
  return { values };
}

function readArray(of: SettingType, text: string): ListReading {
  const reading = readJson({ kind: 'sequence', of }, text);
  if (reading.fault) return { message: textFaultWords(reading.fault) };
  return { values: reading.value as JsonValue[] };
}

/** One item as somebody writes it on a line: a text without quotation marks, anything else as JSON. */
function readLine(of: SettingType, line: string): { value: JsonValue } | { message: string } {
  switch (of.kind) {
    case 'str':
      return { value: line };
    case 'int':
    case 'float':
      return readNumber(of, line);
    case 'enum': {
      const written = line.trim();
      const options = [...of.options.values()];
      const option = options.find((one) => printJson(one) === written) ?? options.find((one) => one === written);
      if (option !== undefined) return { value: option };
      return readJsonLine(of, line);
    }
    case 'bool':
    case 'flags':
    case 'sequence':
    case 'mapping':
      return readJsonLine(of, line);
  }
}

function readJsonLine(of: SettingType, line: string): { value: JsonValue } | { message: string } {
  const reading = readJson(of, line);
  return reading.fault ? { message: reading.fault.message } : reading;
}

/** Reads a pasted JSON object whose members are of a type. */
export function readMapping(of: SettingType, text: string): { value: Record<string, JsonValue> } | { message: string } {
  if (text.trim() === '') return { message: words.editors.paste.empty };
  const reading = readJson({ kind: 'mapping', of }, text);
  if (reading.fault) return { message: textFaultWords(reading.fault) };
  // A draft takes it, or something that is no draft's fault would be refused later.
  const draft = readDraft({ kind: 'mapping', of }, draftOf({ kind: 'mapping', of }, reading.value));
  if (draft.fault) return { message: draft.fault.message };
  return { value: isJsonObject(reading.value) ? reading.value : {} };
}
