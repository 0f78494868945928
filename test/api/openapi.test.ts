import { STATUS_CODES } from 'node:http';
import { describe, expect, jest, test } from '@jest/globals';
import { closeLogger, createLogger } from '@heksher/logging';
import { readConfig } from '../../apps/heksher/src/config/config.js';
import { createApp } from '../../apps/heksher/src/create-app.js';
import { COMMITTED_DOCUMENT, startApp } from '../support/app.js';
import { ROUTES, nodes, pointerOf, useDescribedApi, type Operation } from './openapi-document.js';
import { STRUCTURE } from './openapi-structure.js';

jest.setTimeout(60_000); // starting a process is slow while others start

const used = useDescribedApi();

/** The names of the items for which a claim is false, so a failure lists them. */
function failing<Item>(items: Item[], name: (item: Item) => string, holds: (item: Item) => boolean): string[] {
  return items.filter((item) => !holds(item)).map(name);
}

describe('the document of the built service', () => {
  test('the document of the built service has the structure of OpenAPI 3.1', () => {
    const validate = used.api.ajv.compile(STRUCTURE);

    const isValid = validate(used.api.document);

    expect(validate.errors).toBeNull();
    expect(isValid).toBe(true);
    expect(used.api.document.openapi).toMatch(/^3\.1\./);
  });

  test('the document of the built service has valid schemas only', () => {
    const schemas = [...nodes(used.api.document)].filter(([pointer]) =>
      /\/schema$|^\/components\/schemas\/[^/]+$/.test(pointer),
    );

    expect(schemas.length).toBeGreaterThan(100);
    expect(failing(schemas, String, ([, schema]) => used.api.ajv.validateSchema(schema) === true)).toEqual([]);
  });

  test('the document of the built service has no dangling reference and no unused schema', () => {
    const references = [...nodes(used.api.document)].flatMap(([, { $ref }]) =>
      typeof $ref === 'string' ? [$ref] : [],
    );
    const names = Object.keys(used.api.document.components.schemas).map((name) => `#/components/schemas/${name}`);

    expect([...new Set(references)].sort()).toEqual(names.sort());
  });

  test('the document of the built service describes every operation, and gives each its own id', () => {
    const all = used.api.operations();

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

  test('the document of the built service has a successful answer for every operation', () => {
    const isSuccess = ({ operation }: { operation: Operation }) =>
      Object.keys(operation.responses).some((status) => status.startsWith('2'));

    expect(failing(used.api.operations(), ({ route }) => route, isSuccess)).toEqual([]);
  });

  test('the document of the built service has the headers that name the actor on exactly the routes that change something', () => {
    const READING = [
      'POST /api/v1/query',
      'POST /api/v1/snapshot',
      'POST /api/v1/evaluate',
      'POST /api/v1/evaluate/compare',
      'POST /api/v1/plan',
      'POST /api/v1/usage',
    ];
    const changing = used.api
      .operations()
      .filter(({ route }) => /^(POST|PUT|PATCH|DELETE) \/api\//.test(route) && !READING.includes(route));
    const namesActor = ({ operation }: { operation: Operation }) =>
      ['X-Forwarded-Email', 'X-Forwarded-User'].every((header) =>
        operation.parameters?.some((parameter) => parameter.in === 'header' && parameter.name === header),
      );

    const withActor = used.api.operations().filter(namesActor);

    expect(changing.length).toBeGreaterThan(20);
    expect(withActor.map(({ route }) => route)).toEqual(changing.map(({ route }) => route));
  });

  test('the document of the built service describes every parameter, and names those of the path', () => {
    const parameters = used.api
      .operations()
      .flatMap(({ route, operation }) =>
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
    for (const { path, operation } of used.api.operations()) {
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect([path, inPath.map(({ name }) => name).sort()]).toEqual([path, named(path).sort()]);
      expect(inPath.every(({ required }) => required)).toBe(true);
    }
  });

  test('the document of the built service has an example and the schema of a problem for every error', () => {
    const answers = used.api
      .operations()
      .flatMap(({ route, operation }) =>
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

  test('the document of the built service has only examples that match their schemas', () => {
    const examples = [...nodes(used.api.document)].filter(
      ([pointer, node]) => 'example' in node && !/properties$/.test(pointer),
    );

    expect(examples.length).toBeGreaterThan(100);
    const wrong = failing(examples, String, ([pointer, { schema, example }]) =>
      used.api.validatorAt(schema ? `${pointer}/schema` : pointer)(example),
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
  ])('the document of the built service allows any JSON in %s.%s', (schema, property) => {
    const validate = used.api.validatorAt(pointerOf('components', 'schemas', schema, 'properties', property));

    for (const value of [1, 1.5, 'text', true, null, [1, 'a', null], { a: [] }]) expect(validate(value)).toBe(true);
  });
});

describe('the routes', () => {
  test('the document describes every route that Heksher has', () => {
    const described = used.api.operations().map(({ route }) => route);

    expect(ROUTES.filter((route) => !described.includes(route))).toEqual([]);
  });

  test('the document describes exactly the routes that are served', async () => {
    const served = await servedRoutes();

    expect(served).toEqual(
      used.api
        .operations()
        .map(({ route }) => route)
        .sort(),
    );
  });

  /** The routes of the service's router, without the documentation. */
  async function servedRoutes(): Promise<string[]> {
    const { database, stop } = await startApp();
    const config = readConfig({ HEKSHER_DB_CONNECTION_STRING: database.url }, '1.2.3');
    const logger = createLogger({ level: 'error', format: 'json', version: '1.2.3' });
    const app = await createApp({ config, logger, connectionString: database.url, openApiFile: COMMITTED_DOCUMENT });
    const express = app.getHttpAdapter().getInstance() as { router: { stack: { route?: Route }[] } };
    const routes = express.router.stack.flatMap(({ route }) => (route ? [route] : []));
    await app.close();
    await closeLogger(logger);
    await stop();
    return routes
      .filter(({ path }) => !/^\/(docs|redoc|openapi|favicon|auth)\b/.test(path))
      .flatMap(({ path, methods }) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
      .map((route) => route.replace(/[:*](\w+)/g, '{$1}').replace(/\/$/, ''))
      .sort();
  }

  interface Route {
    path: string;
    methods: Record<string, boolean>;
  }
});

describe('the pages', () => {
  test.each(['/docs', '/docs/', '/redoc', '/redoc/'])('the page %s loads nothing from another host', async (page) => {
    const { status, text } = await used.api.site.get(page);

    const [, ...references] = text.split(/\b(?:src|href|action|data|srcset|content)\s*=\s*|\burl\(|@import\s+/);
    const targets = references.map((each) => /^["']?([^"'\s>)]+)/.exec(each)?.[1] ?? '');
    const urls = targets
      .filter((target) => /[/.]/.test(target))
      .map((target) => new URL(target, used.api.site.url + page));
    expect(status).toBe(200);
    expect(urls.length).toBeGreaterThan(1);
    expect(urls.map(({ origin }) => origin)).toEqual(urls.map(() => used.api.site.url));
    for (const { pathname } of urls)
      expect([pathname, (await used.api.site.get(pathname)).status]).toEqual([pathname, 200]);
  });

  test('the documentation pages allow scripts and pictures of this host only', async () => {
    for (const page of ['/docs', '/redoc']) {
      const policy = (await used.api.site.get(page)).headers.get('content-security-policy') ?? '';
      const sources = policy.split(';').map((directive) => directive.trim());

      expect(sources).toContain("default-src 'self'");
      expect(sources).toContain("img-src 'self' data:");
      expect(sources).toContain("script-src 'self' 'unsafe-inline'");
    }
  });

  test('the documentation pages load no picture from Redoc’s maker', async () => {
    const { text } = await used.api.site.get('/redoc/redoc.standalone.js');

    expect(text.length).toBeGreaterThan(500_000);
    expect(text).not.toMatch(/cdn\.redoc/);
  });
});
