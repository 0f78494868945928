import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { flagAttributes, invalid, isJsonObject, type Context, type JsonValue } from '@heksher/domain';
import { PATHS, urlPattern } from '../http/paths.js';
import type { FlagSelection } from './flag-list.js';

const FLAG_PATH = new RegExp(`${urlPattern(PATHS.flags)}/(.+?)?/?$`, 'i');

/**
 * The key of the flag that a URL asks for; undefined if it isn't the URL of a flag. The key is the rest of the path, since
 * clients don't encode a slash in it, and empty if the path ends in `/flags/`. An invalidly encoded key is taken as it is.
 */
export function flagKeyOf(url: string): string | undefined {
  const [path = ''] = url.split('?', 1);
  const match = FLAG_PATH.exec(path);
  if (!match) return undefined;
  const [, key = ''] = match;
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** The flags that the query parameters `settings` and `prefix` select. */
export function selectFlags(settings: string | undefined, prefix: string | undefined): FlagSelection {
  return { keys: settings === '' ? [] : settings?.split(','), prefix: prefix ?? '' };
}

/** The key of the flag that a request asks for. */
export const FlagKey = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  return flagKeyOf(context.switchToHttp().getRequest<Request>().originalUrl) ?? '';
});

/** The attributes of the evaluation context that a request's body has. */
export const Attributes = createParamDecorator((_: unknown, context: ExecutionContext): Context => {
  const { body } = context.switchToHttp().getRequest<{ body: JsonValue | undefined }>();
  return parseAttributes(body);
});

/**
 * The attributes of a body `{"context": {…}}` that are strings, numbers or booleans, as features; others are ignored. Without
 * a body or a context there are none. Throws `invalid` if either isn't an object.
 */
export function parseAttributes(body: JsonValue | undefined): Context {
  if (body === undefined || body === null) return new Map();
  if (!isJsonObject(body)) throw invalid('the body must be a JSON object', { path: [] });
  const { context = null } = body;
  if (context === null) return new Map();
  if (!isJsonObject(context)) throw invalid('the context must be a JSON object', { path: ['context'] });
  return flagAttributes(context);
}
