import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { invalid, readContextFilters, type JsonValue } from '@heksher/domain';
import { readSettingNames } from '../http/body/setting-names.js';
import { toJsonObject } from '../http/body/body.pipe.js';
import { readKeyBy, type KeyBy } from './key-by.pipe.js';
import type { RulesQuery } from './query.service.js';

/** A query as a client sends it; an absent `keyBy` is the service's to choose. */
export type SentQuery = Omit<RulesQuery, 'keyBy'> & { keyBy: KeyBy | undefined };

/** Takes what the body of a request asks for. */
export const Queried = createParamDecorator((_: unknown, context: ExecutionContext): SentQuery => {
  return readQuery(context.switchToHttp().getRequest<{ body: JsonValue | undefined }>().body);
});

/** Reads a `QueryBody`. Throws `invalid`, and `repeated-filter` if a feature has two filters. */
function readQuery(body: JsonValue | undefined): SentQuery {
  const { settings, context_filters = '*', include_metadata = false, key_by } = toJsonObject(body);
  if (typeof include_metadata !== 'boolean') {
    throw invalid('include_metadata must be true or false', { path: ['include_metadata'] });
  }
  return {
    settings: settings === undefined ? undefined : readSettingNames(settings),
    filters: readContextFilters(context_filters, ['context_filters']),
    isWithMetadata: include_metadata,
    keyBy: readKeyBy(key_by, 'key_by', { path: ['key_by'] }),
  };
}
