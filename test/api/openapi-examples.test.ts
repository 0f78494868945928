import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import type { Heksher } from '../support/heksher.js';
import { HAS_CURL, followReadme } from '../support/markdown.js';
import { start } from '../support/service-process.js';
import { restore, save } from '../support/saved-rows.js';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  example?: unknown;
  schema: { example?: unknown; default?: unknown };
}
interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { examples?: Record<string, { value: unknown }> }> };
}
interface Request {
  route: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

/** The token of the examples. */
const TOKEN_ID = '5f0c9a52-8a3e-4b0e-9d0e-0123456789ab';

const app = useApp();
let requests: Request[];
beforeAll(async () => {
  const site = start({ DOC_ONLY: 'true' });
  requests = await prefilledRequests(await site.listening());
  await site.stop();
  if (HAS_CURL) await followReadme(app.heksher.url);
  await app.database.sql(
    'insert into access_tokens (id, name, role, selector, secret_hash) values ($1, $$ci$$, $$service$$, $$s$$, $$h$$)',
    [TOKEN_ID],
  );
  await save(app.database);
});

/** Every request as Swagger UI fills it in. */
async function prefilledRequests(site: Heksher): Promise<Request[]> {
  const { paths } = (await site.get('/openapi.json')).body as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => prefilled(method.toUpperCase(), template, operation)),
  );
}

function prefilled(method: string, template: string, { parameters = [], requestBody }: Operation): Request {
  const valuesIn = (place: Parameter['in']) =>
    parameters
      .filter((parameter) => parameter.in === place)
      .map(({ name, example, schema }) => [name, example ?? schema.example ?? schema.default] as const)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]): [string, string] => [name, String(value)]);
  const inPath = new Map(valuesIn('path'));
  const place = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(inPath.get(name) ?? ''));
  const query = new URLSearchParams(valuesIn('query'));
  return {
    route: `${method} ${template}`,
    method,
    path: query.size > 0 ? `${place}?${query}` : place,
    headers: Object.fromEntries(valuesIn('header')),
    body: requestBody?.content['application/json']?.examples?.story?.value,
  };
}

/** The answer's status and, if it is an error, its text. Streams are closed at once, because they have no end. */
async function send({ method, path, headers, body }: Request): Promise<string> {
  const leaving = new AbortController();
  const response = await fetch(app.heksher.url + path, {
    method,
    signal: leaving.signal,
    headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = response.ok ? '' : await response.text();
  leaving.abort();
  return `${response.status} ${text}`;
}

const FINE = /^20[0-4] $/;

/**
 * An order in which every example works: the undo of a change of the README comes first, deletes come last, the deepest paths
 * first, and rules before settings.
 */
function inOrder(all: readonly Request[]): Request[] {
  const depth = ({ path }: Request) => path.split('/').length;
  const undoes = all.filter(({ path }) => path.includes('/undo'));
  const deletes = all.filter(({ method }) => method === 'DELETE').reverse();
  const others = all.filter((one) => !undoes.includes(one) && !deletes.includes(one));
  return [...undoes, ...others, ...deletes.sort((a, b) => depth(b) - depth(a))];
}

test('every documented request with a body has a complete example', () => {
  const empty = requests.filter(({ method, body }) => /POST|PUT|PATCH/.test(method) && body === undefined);

  expect(empty.map(({ route }) => route)).toEqual(['PUT /api/v1/settings/{name}/aliases/{alias}']);
});

(HAS_CURL ? describe : describe.skip)('in the state that the README leads to', () => {
  beforeEach(() => restore(app.database));

  test('every documented example is accepted', async () => {
    const answers: Record<string, string> = {};
    for (const request of requests) {
      await restore(app.database);
      answers[request.route] = await send(request);
    }

    expect(Object.entries(answers).filter(([, answer]) => !FINE.test(answer))).toEqual([]);
    expect(Object.keys(answers).length).toBeGreaterThan(40);
  });

  test('all examples of the document succeed one after the other', async () => {
    const refused: string[] = [];
    for (const request of inOrder(requests)) {
      const answer = await send(request);
      if (!FINE.test(answer)) refused.push(`${request.route}: ${answer}`);
    }

    expect(refused).toEqual([]);
    expect((await app.heksher.settings()).body).toEqual({ settings: [] });
  });
});
