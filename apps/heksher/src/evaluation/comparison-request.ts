import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { invalid, isJsonObject, parseContext, type Context, type JsonValue } from '@heksher/domain';
import { toJsonObject } from '../http/body/body.pipe.js';
import { readSelection, type SettingSelection } from './setting-selection.js';

const FEWEST_CONTEXTS = 2;
const MOST_CONTEXTS = 4;

/** A page of settings, to be compared in some contexts. */
export interface ComparisonRequest {
  selection: SettingSelection;
  contexts: readonly Context[];
  /** Whether settings that have the same value in all contexts are left out. */
  isOfDifferences: boolean;
}

/** The comparison that a request's body asks for. Throws `invalid`. */
export const RequestedComparison = createParamDecorator((_: unknown, context: ExecutionContext): ComparisonRequest => {
  const body = toJsonObject(context.switchToHttp().getRequest<{ body: JsonValue | undefined }>().body);
  const { contexts, only_differences = false } = body;
  if (typeof only_differences !== 'boolean') {
    throw invalid('only_differences must be true or false', { path: ['only_differences'] });
  }
  return { selection: readSelection(body), contexts: readContexts(contexts), isOfDifferences: only_differences };
});

function readContexts(contexts: JsonValue | undefined): Context[] {
  const isList = Array.isArray(contexts) && contexts.length >= FEWEST_CONTEXTS && contexts.length <= MOST_CONTEXTS;
  if (!isList) {
    throw invalid(`contexts must be an array of ${FEWEST_CONTEXTS} to ${MOST_CONTEXTS} contexts`, {
      path: ['contexts'],
    });
  }
  return contexts.map((context, at) => {
    const path = ['contexts', at];
    if (!isJsonObject(context)) throw invalid('a context must be a JSON object', { path });
    return parseContext(context, path);
  });
}
