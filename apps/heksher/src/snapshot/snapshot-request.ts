import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { readContextFilters, type ContextFilters, type JsonValue } from '@heksher/domain';
import { toJsonObject } from '../http/body/body.pipe.js';
import { readSettingNames } from '../http/body/setting-names.js';

/** A snapshot as a client asks for it. */
export interface SnapshotRequest {
  /** Names or aliases; undefined for all settings. */
  settings: readonly string[] | undefined;
  filters: ContextFilters;
}

/** The snapshot that a request's body asks for. */
export const RequestedSnapshot = createParamDecorator((_: unknown, context: ExecutionContext): SnapshotRequest => {
  return readRequest(context.switchToHttp().getRequest<{ body: JsonValue | undefined }>().body);
});

/** Reads a `SnapshotBody`. Throws `invalid`, and `repeated-filter` if a feature has two filters. */
function readRequest(body: JsonValue | undefined): SnapshotRequest {
  const { settings, context_filters = '*' } = toJsonObject(body);
  return {
    settings: settings === undefined ? undefined : readSettingNames(settings),
    filters: readContextFilters(context_filters, ['context_filters']),
  };
}
