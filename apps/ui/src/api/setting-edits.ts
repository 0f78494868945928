import { queryOptions } from '@tanstack/react-query';
import type { JsonObject, JsonValue } from '@heksher/domain';
import { preview } from './save.js';
import type { Operation } from './types.js';

export interface NewSetting {
  name: string;
  type: string;
  default_value: JsonValue;
  configurable_features: readonly string[];
  metadata: JsonObject;
}

/** Declares a new setting, which begins at version 1.0. */
export function declareOperation(setting: NewSetting): Operation {
  return { op: 'setting.declare', ...setting, version: '1.0' };
}

/** Changes what is named of a setting. `tag` is the entity tag of the setting as the person saw it. */
export function changeOperation(setting: string, changes: object, tag: string | undefined): Operation {
  return { op: 'setting.change', setting, ...changes, if_match: tag };
}

export function deleteAliasOperation(setting: string, alias: string, tag: string | undefined): Operation {
  return { op: 'alias.delete', setting, alias, if_match: tag };
}

/** What operations would do. It is asked for once there are any. */
export function editPreview(operations: readonly Operation[] | undefined) {
  return queryOptions({
    queryKey: ['preview', 'setting-edit', operations],
    queryFn: ({ signal }) => preview(operations ?? [], signal),
    enabled: operations !== undefined,
    retry: false,
    gcTime: 0,
  });
}
