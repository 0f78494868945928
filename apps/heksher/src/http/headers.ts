export const JSON_TYPE = 'application/json; charset=utf-8';

/** What every answer of the API carries. */
export const API_HEADERS = { 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' } as const;
