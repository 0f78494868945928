import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import {
  invalid,
  parsePoint,
  readContextFilters,
  type ContextFilters,
  type JsonValue,
  type Point,
} from '@heksher/domain';
import { toJsonObject } from '../http/body/body.pipe.js';
import { readSettingNames } from '../http/body/setting-names.js';
import { readKeyBy, type KeyBy } from './key-by.pipe.js';

/** A query as a client sends it. */
export interface QueryRequest {
  /** Names or aliases; undefined for all settings. */
  settings: readonly string[] | undefined;
  filters: ContextFilters;
  isWithMetadata: boolean;
  /** Undefined if the configuration decides. */
  keyBy: KeyBy | undefined;
  /** Undefined for the present state. */
  asOf: Point | undefined;
}

/** The query that a request's body asks for. */
export const RequestedQuery = createParamDecorator((_: unknown, context: ExecutionContext): QueryRequest => {
  return readQuery(context.switchToHttp().getRequest<{ body: JsonValue | undefined }>().body);
});

/** Reads a `QueryBody`. Throws `invalid`, and `repeated-filter` if a feature has two filters. */
function readQuery(body: JsonValue | undefined): QueryRequest {
  const { settings, context_filters = '*', include_metadata = false, key_by, as_of } = toJsonObject(body);
  if (typeof include_metadata !== 'boolean') {
    throw invalid('include_metadata must be true or false', { path: ['include_metadata'] });
  }
  return {
    settings: settings === undefined ? undefined : readSettingNames(settings),
    filters: readContextFilters(context_filters, ['context_filters']),
    isWithMetadata: include_metadata,
    keyBy: readKeyBy(key_by, 'key_by', { path: ['key_by'] }),
    asOf: as_of === undefined ? undefined : parsePoint(as_of, { path: ['as_of'] }),
  };
}
