import fc, { type Arbitrary } from 'fast-check';
import type { ApiDocument, Operation, Parameter, Schema } from './document.js';
import { hostileEncodings, hostileHeaders, hostileJson, hostileTypes, hugeBodies, mangledBodies } from './hostile.js';
import type { SentRequest } from './transport.js';
import { memberWords, parameterWords, topics, type Topic, type Vocabulary } from './vocabulary.js';
import type { World } from './world.js';

/** The parts of a request that can be made invalid: path segments, query and body. */
interface Draft {
  operation: Operation;
  method: string;
  path: Pair[];
  query: Pair[];
  headers: Record<string, string>;
  /** Members with their JSON text; undefined if there is no body. */
  members: Pair[] | undefined;
  /** Encodes the JSON text. */
  encode: (json: string) => Buffer;
  ending: string;
}
type Pair = [name: string, text: string];

/** The relative frequency of an operation. Creating is frequent enough that there is always something to ask about. */
function weightOf({ route }: Operation, { features, settings, rules }: World): number {
  const weights: Record<string, number> = {
    'POST /api/v1/settings/declare': 12,
    'POST /api/v1/rules': 12,
    'DELETE /api/v1/context_features/{name}': features.length > 3 ? 2 : 0,
    'DELETE /api/v1/settings/{name}': settings.length > 4 ? 2 : 0,
    'DELETE /api/v1/rules/{id}': rules.length > 8 ? 6 : 0,
  };
  return weights[route] ?? 3;
}

/** Requests for every operation of the document. About half are valid; the others are invalid in one place. */
export function requests(document: ApiDocument, world: World): Arbitrary<SentRequest> {
  const drafts = document.operations.map((operation) => ({
    weight: weightOf(operation, world),
    arbitrary: topics(world).chain((topic) => draft(document, operation, topic)),
  }));
  const all = fc.oneof(...drafts);
  return fc
    .oneof(
      { weight: 5, arbitrary: all },
      { weight: 6, arbitrary: all.chain(spoil) },
      { weight: 1, arbitrary: all.chain(spoil).chain(spoil) },
    )
    .map(finish);
}

function draft(document: ApiDocument, operation: Operation, topic: Topic): Arbitrary<Draft> {
  const words = parameterWords(topic, operation.template);
  const of = (place: string) => operation.parameters.filter((parameter) => parameter.in === place);
  return fc.record({
    operation: fc.constant(operation),
    method: fc.constant(operation.method),
    path: pairsOf(of('path'), words),
    query: pairsOf(of('query'), words),
    headers: fc.constant<Record<string, string>>(operation.body ? { 'Content-Type': 'application/json' } : {}),
    members: operation.body
      ? membersOf(document.resolve(operation.body), memberWords(topic, operation.template))
      : fc.constant(undefined),
    encode: fc.constant((json: string) => Buffer.from(json)),
    ending: fc.constantFrom('', '', '', '/'),
  });
}

function pairsOf(parameters: Parameter[], words: Vocabulary): Arbitrary<Pair[]> {
  const each = parameters.map(({ name, required, schema }) => {
    const pair = fc.tuple(fc.constant(name), (words[name] ?? textOf(schema)).map(encodeURIComponent));
    return required ? pair : fc.option(pair, { nil: undefined });
  });
  const all = fc.tuple(...each).map((pairs) => pairs.filter((pair) => pair !== undefined));
  // An operation with many optional parameters accepts few combinations of them, so some requests have none.
  const required = all.map((pairs) =>
    pairs.filter(([name]) => parameters.some((one) => one.name === name && one.required)),
  );
  return fc.oneof({ weight: 3, arbitrary: all }, { weight: 1, arbitrary: required });
}

function membersOf({ properties = {}, required = [] }: Schema, words: Vocabulary): Arbitrary<Pair[]> {
  const each = Object.entries(properties).map(([name, schema]) => {
    const pair = fc.tuple(
      fc.constant(name),
      Object.hasOwn(words, name) ? (words[name] ?? hostileJson) : jsonOf(schema),
    );
    return required.includes(name) ? pair : fc.option(pair, { nil: undefined });
  });
  return fc.tuple(...each).map((pairs) => pairs.filter((pair) => pair !== undefined));
}

function textOf({ type, enum: choices }: Schema): Arbitrary<string> {
  if (choices) return fc.constantFrom(...choices);
  if (type === 'boolean') return fc.constantFrom('true', 'false', '1', '0', 'Yes', 'off');
  return type === 'integer' ? fc.nat().map(String) : fc.string();
}

/** JSON for a schema with nothing but a type. */
function jsonOf({ type }: Schema): Arbitrary<string> {
  if (type === 'boolean') return fc.constantFrom('true', 'false');
  if (type === 'integer' || type === 'number') return fc.nat().map(String);
  if (type === 'string') return fc.string().map((text) => JSON.stringify(text));
  return type === 'array' ? fc.constant('[]') : fc.constant('{}');
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
const STRANGE_PLACES = ['/', '//', '/api/', '/api/v2/settings', '/ofrep/', '/ofrep/v1', '/api/v1/%', '/%2e%2e/', '*'];

/** Makes a draft invalid in one place. */
function spoil(sound: Draft): Arbitrary<Draft> {
  const spoilt = (changes: Arbitrary<Partial<Draft>>): Arbitrary<Draft> =>
    changes.map((some) => ({ ...sound, ...some }));
  const ways = [
    { weight: 2, arbitrary: spoilt(hostileHeaders.map((headers) => ({ headers: { ...sound.headers, ...headers } }))) },
    { weight: 1, arbitrary: spoilt(fc.constantFrom(...METHODS).map((method) => ({ method }))) },
    {
      weight: 1,
      arbitrary: spoilt(fc.constantFrom('//', '/x', '%2f', '?', '?&&=&', '/..', '#a').map((ending) => ({ ending }))),
    },
    { weight: 3, arbitrary: spoilt(spoilPairs(sound.query, hostileEncodings).map((query) => ({ query }))) },
  ];
  if (sound.path.length > 0) {
    ways.push({ weight: 3, arbitrary: spoilt(spoilValue(sound.path, hostileEncodings).map((path) => ({ path }))) });
  }
  if (sound.members) {
    ways.push({ weight: 8, arbitrary: spoilt(spoilPairs(sound.members, hostileJson).map((members) => ({ members }))) });
    ways.push({ weight: 3, arbitrary: spoilt(mangledBodies.map((encode) => ({ encode }))) });
  } else {
    ways.push({ weight: 1, arbitrary: spoilt(mangledBodies.map((encode) => ({ encode, members: [] }))) });
  }
  const oddities = spoilt(
    fc.oneof(
      hugeBodies.map((encode) => ({ encode, members: sound.members ?? [] })),
      fc.constantFrom(...STRANGE_PLACES).map((template) => ({ operation: { ...sound.operation, template } })),
    ),
  );
  return fc.oneof({ weight: 60, arbitrary: fc.oneof(...ways) }, { weight: 1, arbitrary: oddities });
}

/** Omits, repeats or changes a parameter, or adds an unknown one. */
function spoilPairs(pairs: Pair[], hostile: Arbitrary<string>): Arbitrary<Pair[]> {
  const names = ['__proto__', 'constructor', 'toString', 'x', '', 'settings[]', 'settings[a]', '%', '\u{1f600}'];
  const extra = fc.tuple(fc.constantFrom(...names), hostile).map((pair): Pair[] => [...pairs, pair]);
  if (pairs.length === 0) return extra;
  const places = fc.nat({ max: pairs.length - 1 });
  return fc.oneof(
    { weight: 4, arbitrary: spoilValue(pairs, hostile) },
    { weight: 1, arbitrary: places.map((place) => pairs.filter((_, at) => at !== place)) },
    { weight: 1, arbitrary: places.map((place) => [...pairs, ...pairs.slice(place)]) },
    { weight: 1, arbitrary: extra },
  );
}

function spoilValue(pairs: Pair[], hostile: Arbitrary<string>): Arbitrary<Pair[]> {
  return fc.nat({ max: pairs.length - 1 }).chain((place) => {
    const isType = pairs[place]?.[0] === 'type';
    const values = isType ? fc.oneof(hostile, quote(hostileTypes)) : hostile;
    return values.map((text) => pairs.map(([name, sound], at): Pair => [name, at === place ? text : sound]));
  });
}

function quote(texts: Arbitrary<string>): Arbitrary<string> {
  return texts.map((text) => JSON.stringify(text));
}

/** The request as it is sent. */
function finish({ operation, method, path, query, headers, members, encode, ending }: Draft): SentRequest {
  const values = new Map(path);
  const place = operation.template.replace(/\{(\w+)\}/g, (_, name: string) => values.get(name) ?? '');
  const asked = query.map(([name, text]) => `${encodeName(name)}=${text}`).join('&');
  const target = `${place}${ending}${asked === '' ? '' : `?${asked}`}`;
  if (!members) return { method, target, headers };
  const json = `{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
  return { method, target, headers, body: encode(json) };
}

/** A name as a query string has it. Brackets and a lone percent sign stay, since they have a meaning there. */
function encodeName(name: string): string {
  return /^[\w%[\]]*$/.test(name) ? name : encodeURIComponent(name);
}
