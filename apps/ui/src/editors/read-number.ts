import { DomainError, conform, parseJson, whyNotAccepted, type JsonValue, type SettingType } from '@heksher/domain';
import { words } from '../words/en.js';

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** What a text says: a value, or why it says none. */
export type Reading = { value: JsonValue } | { message: string };

/** Reads the text of an `int` or a `float`. All digits are kept: nothing passes through a double. */
export function readNumber(type: SettingType, text: string): Reading {
  const trimmed = text.trim();
  const fault = whyNoNumber(trimmed);
  if (fault !== undefined) return { message: fault };
  try {
    const value = parseJson(trimmed);
    const misfit = whyNotAccepted(type, value);
    return misfit ? { message: sentence(misfit.message) } : { value: conform(type, value) };
  } catch (error) {
    if (error instanceof DomainError) return { message: sentence(error.message) }; // beyond the limits
    throw error;
  }
}

/** Why a text is no JSON number, as precisely as it can be said. */
function whyNoNumber(text: string): string | undefined {
  const faults = words.editors.numberFaults;
  if (JSON_NUMBER.test(text)) return undefined;
  if (text === '') return faults.missing;
  if (/^[+-]$/.test(text)) return faults.signOnly;
  if (/^\+/.test(text)) return faults.plus;
  if (/^-?(?:nan|inf(?:inity)?)$/i.test(text)) return faults.notFinite;
  if (/^-?0\d+/.test(text)) return faults.leadingZero;
  if (/^-?\.\d/.test(text)) return faults.noWhole;
  if (/^-?\d+\.(?!\d)/.test(text)) return faults.noFraction;
  if (/^-?[\d.]+[eE][+-]?$/.test(text)) return faults.noExponent;
  if (/^-?\d[\d ,'_.]*$/.test(text)) return faults.separators;
  return faults.other;
}

/** A message of the domain as a sentence. */
export function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
