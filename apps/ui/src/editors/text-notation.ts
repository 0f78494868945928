import { DomainError, parseJson } from '@heksher/domain';
import { words } from '../words/en.js';
import { sentence, type Reading } from './read-number.js';

/**
 * How a text is shown while it is edited. `quoted` is its JSON notation, for texts with characters that a field of the
 * browser changes or hides, such as a carriage return.
 */
export type Notation = 'line' | 'lines' | 'quoted';

export interface Notated {
  text: string;
  notation: Notation;
}

/** Controls but the tab and the line feed, the marks of direction, and what is no Unicode. */

const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;
const LONE_SURROGATE = /\p{Surrogate}/u;
const INVISIBLE = /[\u00a0\u00ad\u200b-\u200f\u2060\ufeff]/gu;

/** A text in the plainest notation that keeps all of it. */
export function notate(text: string): Notated {
  if (UNSAFE.test(text)) return { text: quote(text), notation: 'quoted' };
  return { text, notation: text.includes('\n') ? 'lines' : 'line' };
}

/** Reads a text in its notation. */
export function readText({ text, notation }: Notated): Reading {
  if (notation === 'quoted') return readQuoted(text);
  return LONE_SURROGATE.test(text) ? { message: words.editors.notUnicode } : { value: text };
}

function readQuoted(text: string): Reading {
  try {
    const value = parseJson(text);
    return typeof value === 'string' ? { value } : { message: words.editors.notQuoted };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { message: error.kind === 'malformed' ? words.editors.notQuoted : sentence(error.message) };
  }
}

/** The JSON notation, in which also what cannot be seen is escaped. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, escape);
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** What cannot be seen in a text, in words: spaces at its ends and invisible characters. */
export function unseenIn(text: string): string | undefined {
  const { unseen } = words.editors;
  if (text === '') return undefined;
  if (text.trim() === '') return unseen.onlySpaces(text.length);
  const found = [
    /^\s/.test(text) ? unseen.before(text.length - text.trimStart().length) : '',
    /\s$/.test(text) ? unseen.after(text.length - text.trimEnd().length) : '',
    invisibleIn(text),
  ].filter((part) => part !== '');
  return found.length === 0 ? undefined : found.join(' ');
}

function invisibleIn(text: string): string {
  const names = new Set((text.match(INVISIBLE) ?? []).map((character) => `U+${hex(character)}`));
  return names.size === 0 ? '' : words.editors.unseen.invisible([...names].join(', '));
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}
