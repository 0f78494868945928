import { DocumentTextError, readDocumentText, type DocumentText } from '@heksher/document';
import { useEffect, useState } from 'react';

export type Reading =
  | { state: 'empty' | 'waiting' }
  | { state: 'read'; document: DocumentText }
  | { state: 'refused'; fault: DocumentTextError };

/** While somebody types, nothing is read. */
const SETTLED_MS = 350;

/** The document that a text is. It follows the text with a short delay. */
export function useReading(text: string): Reading {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(setSettled, SETTLED_MS, text);
    return () => clearTimeout(timer);
  }, [text]);
  if (text.trim() === '') return { state: 'empty' };
  return text === settled ? readOnce(settled) : { state: 'waiting' };
}

let latest: { text: string; reading: Reading } | undefined;

/** A large text takes a second, so it is not read again after a visit to another screen, or if React draws the screen twice. */
function readOnce(text: string): Reading {
  if (latest?.text !== text) latest = { text, reading: read(text) };
  return latest.reading;
}

function read(text: string): Reading {
  try {
    return { state: 'read', document: readDocumentText(text) };
  } catch (error) {
    if (error instanceof DocumentTextError) return { state: 'refused', fault: error };
    throw error;
  }
}
