import type { Request } from 'autocannon';
import { SIZES, settingName, type Size } from './seed.js';

/** The number of different requests that a connection sends in turn. */
export const DIFFERENT_REQUESTS = 200;

export const JSON_HEADERS = { 'content-type': 'application/json' };

const HUNDRED = Array.from({ length: 100 }, (_, index) => settingName(index));

/** The path that evaluates the first hundred settings as flags. */
export const BULK = `/ofrep/v1/evaluate/flags?${new URLSearchParams({ settings: HUNDRED.join() })}`;

export interface Post {
  path: string;
  body: object;
}

/** A request with a JSON body. */
export function post({ path, body }: Post, headers: Record<string, string> = {}): Request {
  return { method: 'POST', path, headers: { ...JSON_HEADERS, ...headers }, body: JSON.stringify(body) };
}

/** Evaluates the first hundred settings as flags. */
export function bulk(context: object): Post {
  return { path: BULK, body: { context } };
}

/** Values for three of the features, which match a rule of some settings and none of others. */
export function randomContext(size: Size): Record<string, string> {
  const value = () => Math.floor(Math.random() * SIZES[size].rules);
  return { account: `account_${value()}`, user: `user_${value()}`, theme: `theme_${value()}` };
}
