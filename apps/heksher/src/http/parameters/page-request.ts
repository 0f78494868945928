import { invalid, type JsonValue } from '@heksher/domain';

/** The most items that a page may have. */
export const LARGEST_PAGE = 1000;
/** The most items of a page whose request does not say. */
export const USUAL_PAGE = 100;

/** A page that a client asks for. */
export interface PageRequest {
  limit: number;
  /** Where the page before ended; undefined for the first page. */
  cursor: string | undefined;
}

/** Reads the limit of a page from a query parameter; `usual` if it is absent. Throws `invalid`. */
export function readLimit(text: string | undefined, usual = USUAL_PAGE): number {
  if (text === undefined) return usual;
  if (isLimit(/^\d{1,4}$/.test(text) ? Number(text) : undefined)) return Number(text);
  throw invalid(`limit must be 1 to ${LARGEST_PAGE}, not ${JSON.stringify(text)}`, { parameter: 'limit' });
}

/** Reads the limit of a page from the member of a body; `USUAL_PAGE` if it is absent. Throws `invalid`. */
export function readLimitMember(value: JsonValue | undefined): number {
  if (value === undefined) return USUAL_PAGE;
  if (isLimit(value)) return value;
  throw invalid(`limit must be an integer from 1 to ${LARGEST_PAGE}`, { path: ['limit'] });
}

function isLimit(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LARGEST_PAGE;
}
