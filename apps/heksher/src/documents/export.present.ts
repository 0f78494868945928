import { printDocument, type DocumentState, type Inclusion } from '@heksher/domain';
import type { LongText } from '../answers/long-text.js';
import { inPieces } from '../answers/print-settings.js';

/** The document of a state as JSON text. That of many settings and rules is printed in pieces. */
export function printExport(state: DocumentState, include: Inclusion): LongText {
  return inPieces(state.settings, printDocument(state, include));
}
