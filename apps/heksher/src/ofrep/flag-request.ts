import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { featureText, invalid, isJsonObject, type Context, type JsonValue } from '@heksher/domain';

/** What a proxy asks for may begin with the address of the service. */
const FLAG_PATH = /^(?:https?:\/\/[^/]+)?\/ofrep\/v1\/evaluate\/flags\/(.+?)?\/?$/i;

/**
 * The key of the flag that a URL asks for: the rest of the path, since clients do not encode a slash in it. A path that
 * ends in `/flags/` asks for the empty key. Undefined if the path is not that of a flag; as it is in the URL if it is not
 * validly encoded.
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

/** Takes the key of the flag that is asked for. */
export const FlagKey = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  return flagKeyOf(context.switchToHttp().getRequest<Request>().originalUrl) ?? '';
});

/** Takes the attributes of the evaluation context. */
export const Attributes = createParamDecorator((_: unknown, context: ExecutionContext): Context => {
  const { body } = context.switchToHttp().getRequest<{ body: JsonValue | undefined }>();
  return parseAttributes(body);
});

/**
 * The attributes that a body `{"context": {…}}` gives as features: strings, numbers and booleans; any other is as if it
 * were not there. Without a body or a context there are none. Throws `invalid` where either is no object.
 */
export function parseAttributes(body: JsonValue | undefined): Context {
  if (body === undefined || body === null) return new Map();
  if (!isJsonObject(body)) throw invalid('the body must be a JSON object', { path: [] });
  const { context = null } = body;
  if (context === null) return new Map();
  if (!isJsonObject(context)) throw invalid('the context must be a JSON object', { path: ['context'] });
  const attributes = new Map<string, string>();
  for (const [name, value] of Object.entries(context)) {
    const text = featureText(value);
    if (text !== undefined) attributes.set(name, text);
  }
  return attributes;
}
