import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { STATUS_CODES } from 'node:http';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { closeLogger, createLogger } from '@heksher/logging';
import { readConfig } from '../../apps/heksher/src/config/config.js';
import { createApp } from '../../apps/heksher/src/create-app.js';
import { startApp, type TestApp } from '../support/app.js';
import { Heksher, type Answer } from '../support/heksher.js';

jest.setTimeout(60_000); // a process takes its time to start where others start, too

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
interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Content> };
  responses: Record<string, { description: string; content?: Record<string, Content> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Record<string, unknown>> };
}

let built: ChildProcess;
let site: Heksher;
let document: Document;
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
beforeAll(async () => {
  // What is served is described with the help of the compiler, so it is the built service that is looked at.
  built = spawn(process.execPath, ['dist/apps/heksher/src/main.js'], {
    env: { DOC_ONLY: 'true', HEKSHER_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  site = new Heksher(await urlOf(built));
  document = (await site.get('/openapi.json')).body as Document;
  ajv.addSchema(document, 'open').addSchema(closed(document), 'closed');
});
afterAll(async () => {
  const ended = once(built, 'exit');
  built.kill('SIGTERM');
  await ended;
});

function urlOf(service: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    service.stdout?.on('data', (chunk) => {
      said += String(chunk);
      const [, url] = /"url":"([^"]+)"/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
    service.on('exit', () => reject(new Error('the service has ended; npm run build makes what it runs')));
  });
}

/** Every route of Heksher's API. */
const ROUTES = `
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

function operations(): { route: string; path: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path}`,
      path,
      operation,
    })),
  );
}

/** The names of what a claim does not hold for, so that a failure tells them. */
function failing<Item>(items: Item[], name: (item: Item) => string, holds: (item: Item) => boolean): string[] {
  return items.filter((item) => !holds(item)).map(name);
}

/** Every object and array in a JSON value, with the pointer to it. Examples are values, not part of the document. */
function* nodes(value: unknown, pointer = ''): Generator<[pointer: string, node: Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  yield [pointer, value as Record<string, unknown>];
  for (const [key, member] of Object.entries(value)) {
    if (['example', 'default', 'enum'].includes(key) && !pointer.endsWith('/properties')) continue;
    yield* nodes(member, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

/** What checks a value against the schema at a place of the document. `isClosed`: members must all be documented. */
function validatorAt(pointer: string, { isClosed = false } = {}): ValidateFunction {
  const reference = `${isClosed ? 'closed' : 'open'}#${pointer.split('/').map(encodeURIComponent).join('/')}`;
  return ajv.getSchema(reference) ?? ajv.compile({ $ref: reference });
}

function closed({ components, ...rest }: Document): object {
  const schemas = Object.entries(components.schemas).map(([name, schema]) => {
    return [name, schema['properties'] ? { ...schema, additionalProperties: false } : schema];
  });
  return { ...rest, components: { schemas: Object.fromEntries(schemas) as object } };
}

function pointerOf(...keys: string[]): string {
  return keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

describe('the document of the built service', () => {
  test('has the structure of OpenAPI 3.1', () => {
    const validate = ajv.compile(STRUCTURE);

    const isValid = validate(document);

    expect(validate.errors).toBeNull();
    expect(isValid).toBe(true);
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  test('has schemas that are schemas', () => {
    const schemas = [...nodes(document)].filter(([pointer]) =>
      /\/schema$|^\/components\/schemas\/[^/]+$/.test(pointer),
    );

    expect(schemas.length).toBeGreaterThan(100);
    expect(failing(schemas, String, ([, schema]) => ajv.validateSchema(schema) === true)).toEqual([]);
  });

  test('has no reference that leads nowhere, and no schema that nothing refers to', () => {
    const references = [...nodes(document)].flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref] : []));
    const names = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);

    expect([...new Set(references)].sort()).toEqual(names.sort());
  });

  test('tells what every operation is, and gives each its own id', () => {
    const all = operations();

    expect(
      failing(
        all,
        ({ route }) => route,
        ({ operation }) => Boolean(operation.summary),
      ),
    ).toEqual([]);
    expect(
      failing(
        all,
        ({ route }) => route,
        ({ operation }) => operation.tags?.length === 1,
      ),
    ).toEqual([]);
    expect(new Set(all.map(({ operation }) => operation.operationId)).size).toBe(all.length);
  });

  test('has an answer of success for every operation', () => {
    const isSuccess = ({ operation }: { operation: Operation }) =>
      Object.keys(operation.responses).some((status) => status.startsWith('2'));

    expect(failing(operations(), ({ route }) => route, isSuccess)).toEqual([]);
  });

  test('has the headers that name the actor on every route that changes something, and on no other', () => {
    const READING = ['POST /api/v1/query', 'POST /api/v1/evaluate'];
    const changing = operations().filter(
      ({ route }) => /^(POST|PUT|PATCH|DELETE) \/api\//.test(route) && !READING.includes(route),
    );
    const namesActor = ({ operation }: { operation: Operation }) =>
      ['X-Forwarded-Email', 'X-Forwarded-User'].every((header) =>
        operation.parameters?.some((parameter) => parameter.in === 'header' && parameter.name === header),
      );

    const withActor = operations().filter(namesActor);

    expect(changing.length).toBeGreaterThan(20);
    expect(withActor.map(({ route }) => route)).toEqual(changing.map(({ route }) => route));
  });

  test('describes every parameter, and names those of the path', () => {
    const parameters = operations().flatMap(({ route, operation }) =>
      (operation.parameters ?? []).map((parameter) => ({ route: `${route} ${parameter.name}`, ...parameter })),
    );
    const named = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

    expect(
      failing(
        parameters,
        ({ route }) => route,
        ({ description }) => Boolean(description),
      ),
    ).toEqual([]);
    expect(
      failing(
        parameters,
        ({ route }) => route,
        ({ schema }) => 'type' in schema,
      ),
    ).toEqual([]);
    for (const { path, operation } of operations()) {
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect([path, inPath.map(({ name }) => name).sort()]).toEqual([path, named(path).sort()]);
      expect(inPath.every(({ required }) => required)).toBe(true);
    }
  });

  test('has an example and the schema of a problem for every answer that is one', () => {
    const answers = operations().flatMap(({ route, operation }) =>
      Object.entries(operation.responses).map(([status, response]) => ({ route, status, ...response })),
    );
    const problems = answers.filter(({ route, status }) => status >= '400' && / \/api\/v1\//.test(route));

    expect(problems.length).toBeGreaterThan(100);
    for (const { route, status, content } of problems) {
      const { schema, example } = content?.['application/problem+json'] ?? {};
      expect([route, status, schema]).toEqual([route, status, { $ref: '#/components/schemas/ProblemAnswer' }]);
      expect([route, example?.['status'], example?.['title']]).toEqual([
        route,
        Number(status),
        STATUS_CODES[Number(status)],
      ]);
    }
  });

  test('has no example that is not what its schema says', () => {
    const examples = [...nodes(document)].filter(
      ([pointer, node]) => 'example' in node && !/properties$/.test(pointer),
    );

    expect(examples.length).toBeGreaterThan(100);
    const wrong = failing(examples, String, ([pointer, { schema, example }]) =>
      validatorAt(schema ? `${pointer}/schema` : pointer)(example),
    );
    expect(wrong).toEqual([]);
  });

  test.each([
    ['AddRuleBody', 'value'],
    ['RuleValueBody', 'value'],
    ['RuleAnswer', 'value'],
    ['DeclareSettingBody', 'default_value'],
    ['SettingAnswer', 'default_value'],
    ['SettingSummaryAnswer', 'default_value'],
    ['SettingMetadataValueBody', 'value'],
    ['RuleMetadataValueBody', 'value'],
    ['DifferenceAnswer', 'latest_value'],
    ['QueriedRule', 'value'],
    ['QueriedSetting', 'default_value'],
    ['EvaluatedSetting', 'value'],
    ['ExplainedRuleAnswer', 'value'],
    ['LoggedChangeAnswer', 'before'],
    ['LoggedChangeAnswer', 'after'],
    ['FlagAnswer', 'value'],
  ])('allows any JSON in %s.%s', (schema, property) => {
    const validate = validatorAt(pointerOf('components', 'schemas', schema, 'properties', property));

    for (const value of [1, 1.5, 'text', true, null, [1, 'a', null], { a: [] }]) expect(validate(value)).toBe(true);
  });
});

describe('the routes', () => {
  test('that Heksher has are all described', () => {
    const described = operations().map(({ route }) => route);

    expect(ROUTES.filter((route) => !described.includes(route))).toEqual([]);
  });

  test('that are served are those that are described', async () => {
    const served = await servedRoutes();

    expect(served).toEqual(
      operations()
        .map(({ route }) => route)
        .sort(),
    );
  });

  /** What the service's own router leads to besides the documentation. */
  async function servedRoutes(): Promise<string[]> {
    const { database, stop } = await startApp();
    const config = readConfig({ HEKSHER_DB_CONNECTION_STRING: database.url }, '1.2.3');
    const logger = createLogger({ level: 'error', format: 'json', version: '1.2.3' });
    const app = await createApp({ config, logger, connectionString: database.url });
    const express = app.getHttpAdapter().getInstance() as { router: { stack: { route?: Route }[] } };
    const routes = express.router.stack.flatMap(({ route }) => (route ? [route] : []));
    await app.close();
    await closeLogger(logger);
    await stop();
    return routes
      .filter(({ path }) => !/^\/(docs|redoc|openapi|favicon)\b/.test(path))
      .flatMap(({ path, methods }) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
      .map((route) => route.replace(/[:*](\w+)/g, '{$1}').replace(/\/$/, ''))
      .sort();
  }

  interface Route {
    path: string;
    methods: Record<string, boolean>;
  }
});

describe('real answers', () => {
  let app: TestApp;
  let called: string[];
  beforeAll(async () => {
    app = await startApp();
    called = [];
  });
  afterAll(() => app.stop());

  type Call = [route: string, parameters: Record<string, string | number>, body?: unknown, tag?: string];

  /** Calls a route of the document. What the template does not name goes into the query string. */
  async function call([route, parameters, body, tag]: Call): Promise<Answer> {
    const [method = '', template = ''] = route.split(' ');
    const rest = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
      if (!template.includes(`{${name}}`)) rest.append(name, String(value));
    }
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name]));
    const query = rest.size > 0 ? `?${rest}` : '';
    return app.heksher.send(method, path + query, body, tag === undefined ? {} : { 'If-None-Match': tag });
  }

  /** The beginning of an answer that has no end. */
  async function begin(path: string): Promise<Answer> {
    const leaving = new AbortController();
    const { status, headers, body } = await fetch(app.heksher.url + path, { signal: leaving.signal });
    const read = await body?.getReader().read();
    leaving.abort();
    const text = new TextDecoder().decode(read?.value);
    return { status, headers, text, body: text };
  }

  /** What is wrong with an answer by the document; nothing where it is as described. */
  function whyUndocumented(route: string, { status, headers, text, body }: Answer): string | undefined {
    const [method = '', path = ''] = route.split(' ');
    const response = document.paths[path]?.[method.toLowerCase()]?.responses[status];
    if (!response) return `${route} answers ${status}, which is not described: ${text}`;
    const type = headers.get('content-type')?.split(';')[0];
    if (text === '') return response.content ? `${route} ${status} has no body` : undefined;
    if (type === undefined || !response.content?.[type]) return `${route} ${status} is not described as ${type}`;
    const keys = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema'];
    const validate = validatorAt(pointerOf(...keys), { isClosed: true });
    return validate(body ?? text) ? undefined : `${route} ${status}: ${JSON.stringify(validate.errors)} in ${text}`;
  }

  async function check(...calls: Call[]): Promise<(number | undefined)[]> {
    const statuses: number[] = [];
    for (const each of calls) {
      const answer = await call(each);
      expect(whyUndocumented(each[0], answer)).toBeUndefined();
      if (answer.status < 300) called.push(each[0]);
      statuses.push(answer.status);
    }
    return statuses;
  }

  const FEATURES = '/api/v1/context_features';
  const SETTINGS = '/api/v1/settings';
  const RULES = '/api/v1/rules';
  const EVALUATE = '/api/v1/evaluate';
  const FLAGS = '/ofrep/v1/evaluate/flags';
  const CHANGES = '/api/v1/changes';
  const size = {
    name: 'size',
    configurable_features: ['account', 'theme'],
    type: 'float',
    default_value: 1.5,
    metadata: { owner: null, tags: [1, 'a'] },
    alias: null,
    version: '1.0',
  };

  // The tests of this block build on each other, in this order.
  test('of context features are as described', async () => {
    const statuses = await check(
      ['GET /api/health', {}],
      ['GET /api/health/live', {}],
      ['GET /api/health/ready', {}],
      ['GET /metrics', {}],
      [`POST ${FEATURES}`, {}, { context_feature: 'account' }],
      [`POST ${FEATURES}`, {}, { context_feature: 'theme' }],
      [`POST ${FEATURES}`, {}, { context_feature: 'spare' }],
      [`POST ${FEATURES}`, {}, { context_feature: 'theme' }],
      [`POST ${FEATURES}`, {}, { context_feature: 'the me' }],
      [`POST ${FEATURES}`, {}, '{'],
      [`GET ${FEATURES}`, {}],
      [`GET ${FEATURES}/{name}`, { name: 'theme' }],
      [`GET ${FEATURES}/{name}`, { name: 'unknown' }],
      [`PATCH ${FEATURES}/{name}/index`, { name: 'spare' }, { to_before: 'account' }],
      [`PATCH ${FEATURES}/{name}/index`, { name: 'spare' }, {}],
      [`DELETE ${FEATURES}/{name}`, { name: 'spare' }],
      [`DELETE ${FEATURES}/{name}`, { name: 'spare' }],
    );

    expect(statuses).toEqual([200, 200, 200, 200, 204, 204, 204, 409, 422, 400, 200, 200, 404, 204, 422, 204, 404]);
  });

  test('of settings are as described', async () => {
    const name = 'size';
    const statuses = await check(
      [`POST ${SETTINGS}/declare`, {}, size],
      [`POST ${SETTINGS}/declare`, {}, size],
      [`POST ${SETTINGS}/declare`, {}, { ...size, default_value: 2 }],
      [`POST ${SETTINGS}/declare`, {}, { ...size, type: 'str', default_value: '', version: '1.1' }],
      [`POST ${SETTINGS}/declare`, {}, { ...size, default_value: [], version: '1.1' }],
      [`POST ${SETTINGS}/declare`, {}, { ...size, default_value: 2, version: '1.1' }],
      [`POST ${SETTINGS}/declare`, {}, size],
      [`POST ${SETTINGS}/declare`, {}, { ...size, name: 'other', version: '1.1' }],
      [`POST ${SETTINGS}/declare`, {}, { ...size, name: 'other', configurable_features: ['unknown'] }],
      [`GET ${SETTINGS}`, {}],
      [`GET ${SETTINGS}`, { include_additional_data: 'true' }],
      [`GET ${SETTINGS}`, { include_additional_data: 'maybe' }],
      [`GET ${SETTINGS}/{name}`, { name }],
      [`GET ${SETTINGS}/{name}`, { name }, undefined, '*'],
      [`GET ${SETTINGS}/{name}`, { name: 'unknown' }],
      [`PUT ${SETTINGS}/{name}/type`, { name }, { type: 'int', version: '1.2' }],
      [`PUT ${SETTINGS}/{name}/type`, { name }, { type: 'str', version: '2.0' }],
      [`PUT ${SETTINGS}/{name}/type`, { name }, { type: 'float', version: '1.0' }],
      [`PUT ${SETTINGS}/{name}/type`, { name }, { type: 'thing', version: '3.0' }],
      [`PUT ${SETTINGS}/{name}/name`, { name }, { name: 'old', version: '2.1' }],
      [`PUT ${SETTINGS}/{name}/name`, { name: 'old' }, { name, version: '2.2' }],
      [`PUT ${SETTINGS}/{name}/aliases/{alias}`, { name, alias: 'the-size' }],
      [`PUT ${SETTINGS}/{name}/aliases/{alias}`, { name: 'the-size', alias: 'the-size' }],
      [`PUT ${SETTINGS}/{name}/aliases/{alias}`, { name, alias: 'the size' }],
      [`PUT ${SETTINGS}/{name}/aliases/{alias}`, { name: 'unknown', alias: 'the-size' }],
      [`DELETE ${SETTINGS}/{name}/aliases/{alias}`, { name, alias: 'the-size' }],
      [`DELETE ${SETTINGS}/{name}/aliases/{alias}`, { name, alias: 'the-size' }],
      [
        `PUT ${SETTINGS}/{name}/configurable_features`,
        { name },
        { configurable_features: ['account'], version: '2.3' },
      ],
      [`PUT ${SETTINGS}/{name}/configurable_features`, { name }, { configurable_features: ['theme'], version: '2.3' }],
      [`POST ${SETTINGS}/{name}/metadata`, { name }, { metadata: { a: null }, version: '2.4' }],
      [`PUT ${SETTINGS}/{name}/metadata`, { name }, { metadata: { a: 1 }, version: '2.5' }],
      [`PUT ${SETTINGS}/{name}/metadata/{key}`, { name, key: 'b' }, { value: [true], version: '2.6' }],
      [`PUT ${SETTINGS}/{name}/metadata/{key}`, { name, key: 'b' }, { value: 1, version: '2.6' }],
      [`GET ${SETTINGS}/{name}/metadata`, { name }],
      [`GET ${SETTINGS}/{name}/metadata`, { name }, undefined, '*'],
      [`DELETE ${SETTINGS}/{name}/metadata/{key}`, { name, key: 'b' }, { version: '2.7' }],
      [`DELETE ${SETTINGS}/{name}/metadata`, { name }, { version: '2.8' }],
      [`DELETE ${SETTINGS}/{name}/metadata`, { name }, { version: 1 }],
      [`DELETE ${FEATURES}/{name}`, { name: 'account' }],
    );

    expect(statuses).toEqual([
      ...[200, 200, 409, 409, 422, 200, 200, 400, 404],
      ...[200, 200, 422, 200, 304, 404],
      ...[204, 409, 409, 422, 204, 204],
      ...[204, 204, 422, 404, 204, 404],
      ...[204, 409],
      ...[204, 204, 204, 409, 200, 304, 204, 204, 422, 409],
    ]);
  });

  test('of rules are as described', async () => {
    const rule = { setting: 'size', feature_values: { account: 'jim' }, value: 3, metadata: { by: null } };
    const added = await app.given.rule({ ...rule, feature_values: { account: 'john' } });
    const id = added + 1;
    const statuses = await check(
      [`POST ${RULES}`, {}, rule],
      [`POST ${RULES}`, {}, rule],
      [`POST ${RULES}`, {}, { ...rule, value: 'x' }],
      [`POST ${RULES}`, {}, { ...rule, feature_values: {} }],
      [`GET ${RULES}/search`, { setting: 'size', feature_values: 'account:jim' }],
      [`GET ${RULES}/search`, { setting: 'size', feature_values: 'account:nobody' }],
      [`GET ${RULES}/search`, { setting: 'size' }],
      [`GET ${RULES}/{id}`, { id }],
      [`GET ${RULES}/{id}`, { id: 'x' }],
      [`GET ${RULES}/{id}`, { id: 2_000_000_000 }],
      [`PUT ${RULES}/{id}/value`, { id }, { value: 4 }],
      [`PUT ${RULES}/{id}/value`, { id }, { value: 'x' }],
      [`PATCH ${RULES}/{id}`, { id }, { value: 5 }],
      [`POST ${RULES}/{id}/metadata`, { id }, { metadata: { a: 1 } }],
      [`PUT ${RULES}/{id}/metadata`, { id }, { metadata: { a: [null] } }],
      [`PUT ${RULES}/{id}/metadata`, { id }, { metadata: 1 }],
      [`PUT ${RULES}/{id}/metadata/{key}`, { id, key: 'b' }, { value: null }],
      [`GET ${RULES}/{id}/metadata`, { id }],
      ['GET /api/v1/query', { include_metadata: 'true' }],
      ['GET /api/v1/query', { settings: 'size,old', context_filters: 'account:(jim)', key_by: 'requested' }],
      ['GET /api/v1/query', { settings: 'old' }, undefined, '*'],
      ['GET /api/v1/query', { settings: 'unknown' }],
      ['GET /api/v1/query', { context_filters: 'account:*,account:*' }],
      ['GET /api/v1/query', { key_by: 'alias' }],
      [`DELETE ${RULES}/{id}/metadata/{key}`, { id, key: 'b' }],
      [`DELETE ${RULES}/{id}/metadata`, { id }],
      [`DELETE ${RULES}/{id}`, { id }],
      [`DELETE ${RULES}/{id}`, { id }],
    );

    expect(statuses).toEqual([
      ...[201, 409, 400, 422, 200, 404, 422, 200, 422, 404],
      ...[204, 400, 204, 204, 204, 422, 204, 200],
      ...[200, 200, 304, 404, 400, 422],
      ...[204, 204, 204, 404],
    ]);
  });

  test('of evaluation are as described', async () => {
    await app.given.rule({ setting: 'size', feature_values: { account: 'jim' }, value: 7 });
    const statuses = await check(
      [`POST ${EVALUATE}`, {}, { context: { account: 'jim' } }],
      [`POST ${EVALUATE}`, {}, { context: { account: 'jim' }, settings: ['size', 'old'], explain: true }],
      [`POST ${EVALUATE}`, {}, { context: {}, explain: true }],
      [`POST ${EVALUATE}`, {}, { context: {}, settings: ['unknown'] }],
      [`POST ${EVALUATE}`, {}, { context: { account: null } }],
      [`POST ${EVALUATE}`, {}, '{'],
      [`GET ${EVALUATE}`, {}],
      [`GET ${EVALUATE}`, { settings: 'old', context: 'account:john', explain: 'true' }],
      [`GET ${EVALUATE}`, {}, undefined, '*'],
      [`GET ${EVALUATE}`, { settings: 'unknown' }],
      [`GET ${EVALUATE}`, { context: 'account' }],
      [`POST ${FLAGS}/{key}`, { key: 'size' }, { context: { account: 'jim' } }],
      [`POST ${FLAGS}/{key}`, { key: 'old' }],
      [`POST ${FLAGS}/{key}`, { key: 'unknown' }, {}],
      [`POST ${FLAGS}/{key}`, { key: 'size' }, { context: [] }],
      [`POST ${FLAGS}`, {}, { context: { account: 'jim' } }],
      [`POST ${FLAGS}`, { settings: 'size,unknown' }, {}],
      [`POST ${FLAGS}`, {}, {}, '*'],
      [`POST ${FLAGS}`, {}, '{'],
    );

    expect(statuses).toEqual([
      ...[200, 200, 200, 404, 422, 400],
      ...[200, 200, 304, 404, 422],
      ...[200, 200, 404, 400, 200, 200, 304, 400],
    ]);
  });

  test('of the change log are as described', async () => {
    const statuses = await check(
      [`DELETE ${SETTINGS}/{name}`, { name: 'size' }],
      [`GET ${CHANGES}`, {}],
      [`GET ${CHANGES}`, { since: 1, limit: 2, setting: 'size' }],
      [`GET ${CHANGES}`, { limit: 0 }],
      [`GET ${CHANGES}/stream`, { settings: 'unknown' }],
      [`GET ${CHANGES}/stream`, { since: 'yesterday' }],
    );

    expect(statuses).toEqual([204, 200, 200, 422, 404, 422]);
  });

  test.each([`GET ${CHANGES}/stream`, 'GET /ofrep/v1/stream'])('of %s begin as described', async (route) => {
    const answer = await begin(route.replace('GET ', ''));

    expect(whyUndocumented(route, answer)).toBeUndefined();
    expect(answer.status).toBe(200);
    called.push(route);
  });

  test('were had of every route', () => {
    expect(ROUTES.filter((route) => !called.includes(route))).toEqual([]);
  });
});

describe('the pages', () => {
  test.each(['/docs', '/docs/', '/redoc', '/redoc/'])('%s refers to nothing of another host', async (page) => {
    const { status, text } = await site.get(page);

    const [, ...references] = text.split(/\b(?:src|href|action|data|srcset|content)\s*=\s*|\burl\(|@import\s+/);
    const targets = references.map((each) => /^["']?([^"'\s>)]+)/.exec(each)?.[1] ?? '');
    const urls = targets.filter((target) => /[/.]/.test(target)).map((target) => new URL(target, site.url + page));
    expect(status).toBe(200);
    expect(urls.length).toBeGreaterThan(1);
    expect(urls.map(({ origin }) => origin)).toEqual(urls.map(() => site.url));
    for (const { pathname } of urls) expect([pathname, (await site.get(pathname)).status]).toEqual([pathname, 200]);
  });

  test('allow scripts and pictures of this host only', async () => {
    for (const page of ['/docs', '/redoc']) {
      const policy = (await site.get(page)).headers.get('content-security-policy') ?? '';
      const sources = policy.split(';').map((directive) => directive.trim());

      expect(sources).toContain("default-src 'self'");
      expect(sources).toContain("img-src 'self' data:");
      expect(sources).toContain("script-src 'self' 'unsafe-inline'");
    }
  });

  test('load no picture of Redoc’s maker', async () => {
    const { text } = await site.get('/redoc/redoc.standalone.js');

    expect(text.length).toBeGreaterThan(500_000);
    expect(text).not.toMatch(/cdn\.redoc/);
  });
});

const text = { type: 'string', minLength: 1 };
const extensible = { patternProperties: { '^x-': true }, additionalProperties: false };
const content = {
  type: 'object',
  minProperties: 1,
  additionalProperties: {
    type: 'object',
    required: ['schema'],
    properties: { schema: { type: 'object' }, example: true, examples: { type: 'object' }, encoding: true },
    ...extensible,
  },
};

/** OpenAPI 3.1's own rules, as far as this document uses it: members that the specification does not know are errors. */
const STRUCTURE = {
  type: 'object',
  required: ['openapi', 'info', 'paths'],
  properties: {
    openapi: { type: 'string', pattern: '^3\\.1\\.\\d+$' },
    info: {
      type: 'object',
      required: ['title', 'version'],
      properties: {
        title: { const: 'Heksher' },
        version: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' },
        summary: text,
        description: text,
        termsOfService: text,
        contact: { type: 'object', properties: { name: text, url: text, email: text }, ...extensible },
        license: {
          type: 'object',
          required: ['name'],
          properties: { name: text, identifier: text, url: text },
          not: { required: ['identifier', 'url'] },
          ...extensible,
        },
      },
      ...extensible,
    },
    servers: { type: 'array', items: { type: 'object', required: ['url'] } },
    tags: {
      type: 'array',
      items: { type: 'object', required: ['name'], properties: { name: text, description: text }, ...extensible },
    },
    paths: {
      type: 'object',
      patternProperties: { '^/': { $ref: '#/$defs/path' }, '^x-': true },
      additionalProperties: false,
    },
    components: {
      type: 'object',
      properties: { schemas: { type: 'object', propertyNames: { pattern: '^[a-zA-Z0-9._-]+$' } } },
      ...extensible,
    },
  },
  ...extensible,
  $defs: {
    path: {
      type: 'object',
      patternProperties: { '^(get|put|post|delete|options|head|patch|trace)$': { $ref: '#/$defs/operation' } },
      additionalProperties: false,
    },
    operation: {
      type: 'object',
      required: ['operationId', 'responses'],
      properties: {
        operationId: text,
        summary: text,
        description: text,
        tags: { type: 'array', items: text, uniqueItems: true },
        deprecated: { type: 'boolean' },
        parameters: { type: 'array', uniqueItems: true, items: { $ref: '#/$defs/parameter' } },
        requestBody: {
          type: 'object',
          required: ['content'],
          properties: { description: text, required: { type: 'boolean' }, content },
          ...extensible,
        },
        responses: {
          type: 'object',
          minProperties: 1,
          patternProperties: { '^([1-5](\\d\\d|XX)|default)$': { $ref: '#/$defs/response' }, '^x-': true },
          additionalProperties: false,
        },
      },
      ...extensible,
    },
    parameter: {
      type: 'object',
      required: ['name', 'in', 'schema'],
      properties: {
        name: text,
        in: { enum: ['query', 'header', 'path', 'cookie'] },
        description: text,
        required: { type: 'boolean' },
        deprecated: { type: 'boolean' },
        style: text,
        explode: { type: 'boolean' },
        schema: { type: 'object' },
        example: true,
      },
      ...extensible,
    },
    response: {
      type: 'object',
      required: ['description'],
      properties: {
        description: { type: 'string' },
        headers: {
          type: 'object',
          additionalProperties: {
            type: 'object',
            required: ['schema'],
            properties: { description: text, required: { type: 'boolean' }, schema: { type: 'object' }, example: true },
            ...extensible,
          },
        },
        content,
      },
      ...extensible,
    },
  },
};
