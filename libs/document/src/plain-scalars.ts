import { parseJson, type ExactNumber, type JsonPrimitive } from '@heksher/domain';

/** A number as JSON writes it. */
export const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** What YAML 1.1 and 1.2 both read as something else than a text. */
const WORDS: ReadonlyMap<string, null | boolean> = new Map([
  ['', null],
  ['~', null],
  ...['null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);

/** Booleans of YAML 1.1, texts of YAML 1.2. */
const YES = /^(?:y|Y|yes|Yes|YES|on|On|ON)$/;
const NO = /^(?:n|N|no|No|NO|off|Off|OFF)$/;

/** Integers and floats of YAML 1.1, of YAML 1.2, or of a widespread tool, and no number of JSON. */
const NUMBER_OF_SOME = new RegExp(
  `^[-+]?(?:${[
    '0b[01_]+',
    '0o[0-7_]+',
    '0x[0-9a-fA-F_]+',
    '[0-9][0-9_,]*',
    '(?:[0-9][0-9_]*(?:\\.[0-9_]*)?|\\.[0-9_]*)(?:[eE][-+]?[0-9_]+)?',
    '[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?', // sexagesimal: 1:30
  ].join('|')})$`,
);

/** A date or a time of YAML 1.1. */
const DATE =
  /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d{1,2}(?::?\d{2})?))?)?$/;

const NO_NUMBER = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|NaN|[-+]?Infinity)$/;

/** The value of a scalar without quotes that `whyAmbiguous` accepts. Throws the domain's `invalid` for an unacceptable number. */
export function readPlain(text: string): JsonPrimitive {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  return JSON_NUMBER.test(text) ? readNumber(text) : text;
}

/** Reads a number of JSON without losing a digit. Throws `invalid` if it is beyond the domain's limits. */
export function readNumber(text: string): number | ExactNumber {
  const number = Number(text);
  return String(number) === text ? number : (parseJson(text) as number | ExactNumber);
}

/** Whether a scalar without quotes is null, true or false. */
export function isWord(text: string): boolean {
  return WORDS.has(text);
}

/** Why a scalar without quotes is refused: YAML 1.1 and 1.2 read it differently, or JSON cannot say it. */
export function whyAmbiguous(text: string): string | undefined {
  if (YES.test(text)) return disagree(text, 'or true');
  if (NO.test(text)) return disagree(text, 'or false');
  if (!/^[-+.=0-9NI]/.test(text) || JSON_NUMBER.test(text)) return undefined;
  if (NO_NUMBER.test(text)) return `JSON has no number ${text}: write "${text}" if it is a text`;
  if (DATE.test(text)) return disagree(text, 'with the quotes');
  if (NUMBER_OF_SOME.test(text)) return disagree(text, 'if it is a text, or a number as in JSON, such as 12 or -0.5');
  return text === '=' ? disagree(text, 'with the quotes') : undefined;
}

function disagree(text: string, otherwise: string): string {
  return `YAML tools disagree about ${text}: write "${text}" ${otherwise}`;
}
