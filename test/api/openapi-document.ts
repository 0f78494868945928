import { afterAll, beforeAll } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Heksher } from '../support/heksher.js';
import { start, type Program } from '../support/service-process.js';

interface Content {
  schema: Record<string, unknown>;
  example?: Record<string, unknown>;
}
interface Parameter {
  name: string;
  in: string;
  description?: string;
  required?: boolean;
  schema: Record<string, unknown>;
}
export interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Content> };
  responses: Record<string, { description: string; content?: Record<string, Content> }>;
}
export interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Record<string, unknown>> };
}

/** Every route of Heksher's API. */
export const ROUTES = `
  GET /api/health
  GET /api/health/live
  GET /api/health/ready
  GET /metrics
  GET /api/v1/context_features
  POST /api/v1/context_features
  GET /api/v1/context_features/{name}
  DELETE /api/v1/context_features/{name}
  PATCH /api/v1/context_features/{name}/index
  POST /api/v1/settings/declare
  GET /api/v1/settings
  GET /api/v1/settings/{name}
  DELETE /api/v1/settings/{name}
  PUT /api/v1/settings/{name}/type
  PUT /api/v1/settings/{name}/name
  PUT /api/v1/settings/{name}/aliases/{alias}
  DELETE /api/v1/settings/{name}/aliases/{alias}
  PUT /api/v1/settings/{name}/configurable_features
  GET /api/v1/settings/{name}/metadata
  POST /api/v1/settings/{name}/metadata
  PUT /api/v1/settings/{name}/metadata
  DELETE /api/v1/settings/{name}/metadata
  PUT /api/v1/settings/{name}/metadata/{key}
  DELETE /api/v1/settings/{name}/metadata/{key}
  POST /api/v1/rules
  GET /api/v1/rules/search
  GET /api/v1/rules/{id}
  DELETE /api/v1/rules/{id}
  PATCH /api/v1/rules/{id}
  PUT /api/v1/rules/{id}/value
  GET /api/v1/rules/{id}/metadata
  POST /api/v1/rules/{id}/metadata
  PUT /api/v1/rules/{id}/metadata
  DELETE /api/v1/rules/{id}/metadata
  PUT /api/v1/rules/{id}/metadata/{key}
  DELETE /api/v1/rules/{id}/metadata/{key}
  GET /api/v1/query
  GET /api/v1/evaluate
  POST /api/v1/evaluate
  GET /api/v1/changes
  GET /api/v1/changes/stream
  POST /ofrep/v1/evaluate/flags
  POST /ofrep/v1/evaluate/flags/{key}
  GET /ofrep/v1/stream
`
  .trim()
  .split(/\n\s*/);

/** The document of the built service, and the service that serves it. */
export class DescribedApi {
  readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });

  constructor(
    readonly site: Heksher,
    readonly document: Document,
  ) {
    this.ajv.addSchema(document, 'open').addSchema(closed(document), 'closed');
  }

  operations(): { route: string; path: string; operation: Operation }[] {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        route: `${method.toUpperCase()} ${path}`,
        path,
        operation,
      })),
    );
  }

  /** Checks a value against the schema at a place of the document. `isClosed`: every member must be documented. */
  validatorAt(pointer: string, { isClosed = false } = {}): ValidateFunction {
    const reference = `${isClosed ? 'closed' : 'open'}#${pointer.split('/').map(encodeURIComponent).join('/')}`;
    return this.ajv.getSchema(reference) ?? this.ajv.compile({ $ref: reference });
  }
}

/** Starts the built service without a database for a test file, and reads its document. */
export function useDescribedApi(): { api: DescribedApi } {
  const used = {} as { api: DescribedApi };
  let service: Program | undefined;
  beforeAll(async () => {
    service = start({ DOC_ONLY: 'true' });
    const site = await service.listening();
    used.api = new DescribedApi(site, (await site.get('/openapi.json')).body as Document);
  });
  afterAll(() => service?.stop());
  return used;
}

function closed({ components, ...rest }: Document): object {
  const schemas = Object.entries(components.schemas).map(([name, schema]) => {
    return [name, schema['properties'] ? { ...schema, additionalProperties: false } : schema];
  });
  return { ...rest, components: { schemas: Object.fromEntries(schemas) as object } };
}

export function pointerOf(...keys: string[]): string {
  return keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Every object and array in a JSON value, with the pointer to it. Examples are values, not part of the document. */
export function* nodes(value: unknown, pointer = ''): Generator<[pointer: string, node: Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  yield [pointer, value as Record<string, unknown>];
  for (const [key, member] of Object.entries(value)) {
    if (['example', 'default', 'enum'].includes(key) && !pointer.endsWith('/properties')) continue;
    yield* nodes(member, pointer + pointerOf(key));
  }
}
