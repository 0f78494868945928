import type { RequestHandler } from 'express';

export const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * The headers of every response of the API. Caches ask each time, and a browser that is led here neither guesses a type, nor
 * runs, frames or embeds what it gets. They are constants: a library that sets them would cost more than most answers.
 */
export const API_HEADERS = {
  'Cache-Control': 'no-cache',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

export const setApiHeaders: RequestHandler = (_request, response, next) => {
  response.set(API_HEADERS);
  next();
};
