import { DocumentTextError, readDocumentText, type DocumentText } from '@heksher/document';
import { useEffect, useMemo, useState } from 'react';

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
  const reading = useMemo(() => read(settled), [settled]);
  if (text.trim() === '') return { state: 'empty' };
  return text === settled ? reading : { state: 'waiting' };
}

function read(text: string): Reading {
  if (text.trim() === '') return { state: 'empty' };
  try {
    return { state: 'read', document: readDocumentText(text) };
  } catch (error) {
    if (error instanceof DocumentTextError) return { state: 'refused', fault: error };
    throw error;
  }
}
