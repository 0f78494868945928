import type { DocumentText } from '@heksher/document';
import { isJsonObject, type JsonValue } from '@heksher/domain';

/** What is wrong with a document, and where; without a place if it is wrong as a whole. */
export interface DocumentFault {
  message: string;
  line?: number | undefined;
  column?: number | undefined;
}

/** The member of the request that the service's faults point into. */
const DOCUMENT = '/document';

/** The faults of a document that the service names in the `errors` of its refusal, with their places in the text. */
export function faultsIn(errors: JsonValue | undefined, { locate }: DocumentText): DocumentFault[] {
  if (!Array.isArray(errors)) return [];
  return errors.filter(isJsonObject).flatMap(({ pointer, message }) => {
    if (typeof pointer !== 'string' || typeof message !== 'string') return [];
    const isInDocument = pointer === DOCUMENT || pointer.startsWith(`${DOCUMENT}/`);
    return [{ message, ...(isInDocument && locate(pointer.slice(DOCUMENT.length))) }];
  });
}
