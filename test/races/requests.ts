import type { JsonObject } from '@heksher/domain';
import { isMutation, type MetadataEdit, type Mutation, type Operation, type Read } from './operations.js';

/** An operation as it is sent. */
export interface WireRequest {
  method: string;
  path: string;
  body?: object;
}

const V1 = '/api/v1';
const FLAGS = '/ofrep/v1/evaluate/flags';

/** The HTTP request of an operation. */
export function requestOf(operation: Operation): WireRequest {
  return isMutation(operation) ? mutationRequest(operation) : readRequest(operation);
}

function mutationRequest(operation: Mutation): WireRequest {
  switch (operation.kind) {
    case 'declare':
      return post(`${V1}/settings/declare`, operation.declared);
    case 'change type':
      return put(`${V1}/settings/${operation.setting}/type`, { type: operation.type, version: operation.version });
    case 'rename':
      return put(`${V1}/settings/${operation.setting}/name`, { name: operation.name, version: operation.version });
    case 'add alias':
      return { method: 'PUT', path: `${V1}/settings/${operation.setting}/aliases/${operation.alias}` };
    case 'remove alias':
      return { method: 'DELETE', path: `${V1}/settings/${operation.setting}/aliases/${operation.alias}` };
    case 'configure': {
      const body = { configurable_features: operation.features, version: operation.version };
      return put(`${V1}/settings/${operation.setting}/configurable_features`, body);
    }
    case 'edit setting metadata':
      return editRequest(`${V1}/settings/${operation.setting}`, operation.edit, { version: operation.version });
    case 'delete setting':
      return { method: 'DELETE', path: `${V1}/settings/${operation.setting}` };
    case 'add rule': {
      const { setting, conditions, value, metadata } = operation;
      return post(`${V1}/rules`, { setting, feature_values: conditions, value, metadata });
    }
    case 'change value':
      return { method: 'PATCH', path: `${V1}/rules/${operation.rule}`, body: { value: operation.value } };
    case 'edit rule metadata':
      return editRequest(`${V1}/rules/${operation.rule}`, operation.edit, {});
    case 'delete rule':
      return { method: 'DELETE', path: `${V1}/rules/${operation.rule}` };
    case 'add feature':
      return post(`${V1}/context_features`, { context_feature: operation.feature });
    case 'delete feature':
      return { method: 'DELETE', path: `${V1}/context_features/${operation.feature}` };
    case 'move feature': {
      const { feature, place } = operation;
      const body = 'after' in place ? { to_after: place.after } : { to_before: place.before };
      return { method: 'PATCH', path: `${V1}/context_features/${feature}/index`, body };
    }
  }
}

function editRequest(owner: string, edit: MetadataEdit, version: { version?: string }): WireRequest {
  const path = `${owner}/metadata`;
  switch (edit.kind) {
    case 'merge':
      return post(path, { metadata: edit.metadata, ...version });
    case 'replace':
      return put(path, { metadata: edit.metadata, ...version });
    case 'clear':
      return { method: 'DELETE', path, body: version };
    case 'set key':
      return put(`${path}/${edit.key}`, { value: edit.value, ...version });
    case 'remove key':
      return { method: 'DELETE', path: `${path}/${edit.key}`, body: version };
  }
}

function readRequest(operation: Read): WireRequest {
  switch (operation.kind) {
    case 'query': {
      const { settings, filters, isWithMetadata } = operation;
      return get(`${V1}/query`, {
        settings: settings?.join(),
        context_filters: filters,
        include_metadata: String(isWithMetadata),
      });
    }
    case 'evaluate':
      return post(`${V1}/evaluate`, { context: operation.context, settings: operation.settings });
    case 'evaluate by url':
      return get(`${V1}/evaluate`, { settings: operation.settings?.join(), context: pairs(operation.context) });
    case 'flag':
      return post(`${FLAGS}/${operation.key}`, { context: operation.context });
    case 'flags':
      return post(FLAGS, { context: operation.context });
    case 'get setting':
      return get(`${V1}/settings/${operation.setting}`);
    case 'get setting metadata':
      return get(`${V1}/settings/${operation.setting}/metadata`);
    case 'list settings':
      return get(`${V1}/settings`, { include_additional_data: String(operation.isWhole) });
    case 'get rule':
      return get(`${V1}/rules/${operation.rule}`);
    case 'get rule metadata':
      return get(`${V1}/rules/${operation.rule}/metadata`);
    case 'search rule':
      return get(`${V1}/rules/search`, { setting: operation.setting, feature_values: pairs(operation.conditions) });
    case 'list features':
      return get(`${V1}/context_features`);
    case 'get feature':
      return get(`${V1}/context_features/${operation.feature}`);
  }
}

function pairs(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([feature, value]) => `${feature}:${value}`)
    .join();
}

function get(path: string, parameters: Record<string, string | undefined> = {}): WireRequest {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { method: 'GET', path: given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path };
}

function post(path: string, body: object): WireRequest {
  return { method: 'POST', path, body };
}

function put(path: string, body: JsonObject): WireRequest {
  return { method: 'PUT', path, body };
}
