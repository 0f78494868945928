import {
  DomainError,
  isJsonObject,
  parseJson,
  printIndentedJson,
  whyNotAccepted,
  type JsonValue,
  type SettingType,
} from '@heksher/domain';
import { words } from '../words/en.js';
import { sentence } from './read-number.js';
import { JsonFault, findRepeatedKey, nodeAt, numbersIn, scanJson, type Node, type Span } from './scan-json.js';

/** What is wrong with a JSON text, and where. Lines and columns begin at 1. */
export interface TextFault extends Span {
  message: string;
  line: number;
  column: number;
}

export type TextReading = { value: JsonValue; fault?: undefined } | { fault: TextFault };

/** A value as JSON on several lines. Numbers keep their digits. */
export function prettyJson(value: JsonValue): string {
  return printIndentedJson(value);
}

/** Reads a JSON text that has to be a value of a type; of any type if that is undefined. */
export function readJson(type: SettingType | undefined, text: string): TextReading {
  try {
    const node = scanJson(text);
    const repeated = findRepeatedKey(node);
    if (repeated) throw new JsonFault(words.editors.repeatedKey, repeated);
    const value = parse(text, node);
    const misfit = type && whyNotAccepted(type, value);
    if (misfit) throw new JsonFault(sentence(misfit.message), nodeAt(node, misfit.path));
    return { value };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return { fault: { message: error.message, ...error.span, ...placeIn(text, error.span.from) } };
  }
}

/** Reads what is JSON already. The domain refuses some of it: numbers beyond its limits, and what is no Unicode. */
function parse(text: string, node: Node): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const path = error.faults[0]?.path;
    throw new JsonFault(sentence(error.message), path ? nodeAt(node, path) : (findRefusedNumber(text, node) ?? node));
  }
}

function findRefusedNumber(text: string, node: Node): Node | undefined {
  for (const number of numbersIn(node)) {
    try {
      parseJson(text.slice(number.from, number.to));
    } catch {
      return number;
    }
  }
  return undefined;
}

function placeIn(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** A fault as one text: its place and what is wrong. */
export function textFaultWords({ line, column, message }: TextFault): string {
  return words.editors.json.fault(line, column, message);
}

/** Whether a value has more than so many parts. */
export function isLarger(value: JsonValue, most: number): boolean {
  return count(value, most) > most;
}

function count(value: JsonValue, most: number): number {
  if (!Array.isArray(value) && !isJsonObject(value)) return 1;
  let parts = 1;
  for (const inner of Object.values(value)) {
    parts += count(inner, most - parts);
    if (parts > most) break;
  }
  return parts;
}
