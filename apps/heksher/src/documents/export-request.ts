import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { invalid, parsePoint, parseSettingNames, type Inclusion, type Point } from '@heksher/domain';
import { lastText } from '../http/parameters/query-text.js';

/** What a document is to have. */
export interface ExportRequest {
  /** The beginnings of the names of the settings; undefined for any. */
  prefixes: string[] | undefined;
  /** Names or aliases; undefined for all. */
  settings: readonly string[] | undefined;
  include: Inclusion;
  /** Undefined for the present state. */
  asOf: Point | undefined;
}

const PARTS = {
  rules: 'rules',
  metadata: 'metadata',
  aliases: 'aliases',
  context_features: 'features',
} as const satisfies Record<string, keyof Inclusion>;

/** The export that a request asks for. Throws `invalid`. */
export const RequestedExport = createParamDecorator((_: unknown, context: ExecutionContext): ExportRequest => {
  const { query } = context.switchToHttp().getRequest<Request>();
  const [prefix, settings, include, asOf] = ['prefix', 'settings', 'include', 'as_of'].map((name) =>
    lastText(query[name]),
  );
  if (prefix !== undefined && settings !== undefined) {
    throw invalid('an export has settings by prefix or by settings, not by both', { parameter: 'settings' });
  }
  return {
    prefixes: prefix === undefined ? undefined : [...new Set(prefix.split(','))],
    settings: settings === undefined ? undefined : parseSettingNames(settings, 'settings'),
    include: readInclusion(include),
    asOf: asOf === undefined ? undefined : parsePoint(asOf, { parameter: 'as_of' }),
  };
});

function readInclusion(text: string | undefined): Inclusion {
  const all = { rules: true, metadata: true, aliases: true, features: true };
  if (text === undefined) return all;
  const wanted = text === '' ? [] : text.split(',');
  const unknown = wanted.find((part) => !Object.hasOwn(PARTS, part));
  if (unknown !== undefined) {
    const message = `include has ${JSON.stringify(unknown)}; the parts are ${Object.keys(PARTS).join(', ')}`;
    throw invalid(message, { parameter: 'include' });
  }
  const has = (part: keyof typeof PARTS) => wanted.includes(part);
  return {
    rules: has('rules'),
    metadata: has('metadata'),
    aliases: has('aliases'),
    features: has('context_features'),
  };
}
