import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { RawAnswer } from './transport.js';

export interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  enum?: string[];
  required?: string[];
}
export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}
interface DescribedOperation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, object> }>;
}
interface OpenApi {
  paths: Record<string, Record<string, DescribedOperation>>;
  components: { schemas: Record<string, Schema> };
}

export interface Operation {
  /** Such as `GET /api/v1/settings/{name}`. */
  route: string;
  method: string;
  template: string;
  parameters: Parameter[];
  /** Undefined if the operation takes no body. */
  body: Schema | undefined;
  responses: DescribedOperation['responses'];
}

/** The statuses of requests that match no operation, whatever their body. 400 means a malformed URL. */
const UNROUTED = [400, 404, 405];
/** The statuses of requests whose head cannot be read; only these close the connection. */
const UNREAD = [400, 431];

/** The service's OpenAPI document: lists the requests, and checks whether it describes an answer. */
export class ApiDocument {
  readonly operations: Operation[];
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });

  constructor(private readonly document: OpenApi) {
    this.operations = Object.entries(document.paths).flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, described]) => readOperation(template, method, described)),
    );
    this.ajv.addSchema(closed(document), 'api');
  }

  /** Resolves a reference to a schema. */
  resolve(schema: Schema): Schema {
    const name = schema.$ref?.replace('#/components/schemas/', '');
    return name === undefined ? schema : (this.document.components.schemas[name] ?? {});
  }

  /** The operation for a request; undefined if there is none. */
  operationOf(method: string, target: string): Operation | undefined {
    const [path = ''] = target.split(/[?#]/, 1);
    const called = method === 'HEAD' ? 'GET' : method;
    const matching = this.operations.filter((each) => each.method === called && matches(each.template, path));
    return matching.find(({ template }) => !template.endsWith('}')) ?? matching[0];
  }

  /** Why the document does not describe an answer; undefined if it does. */
  whyUndocumented(request: { method: string; target: string }, answer: RawAnswer): string | undefined {
    if (answer.status >= 500) return `a fault of the service: ${answer.text}`;
    const operation = this.operationOf(request.method, request.target);
    if (!operation || isUnread(answer)) return this.whyNoRefusal(request, answer);
    const response = operation.responses[answer.status];
    if (!response) return `${operation.route} does not describe ${answer.status}: ${answer.text}`;
    if (request.method === 'HEAD') return answer.text === '' ? undefined : 'HEAD has a body';
    const types = Object.keys(response.content ?? {});
    const type = answer.headers['content-type']?.split(';')[0];
    if (types.length === 0) return answer.text === '' ? undefined : `${answer.status} has a body: ${answer.text}`;
    if (type === undefined || !types.includes(type)) return `${answer.status} is ${type}, not ${types.join(' or ')}`;
    if (type.startsWith('text/')) return undefined; // streams and metrics have no schema
    const keys = ['paths', operation.template, operation.method.toLowerCase(), 'responses', String(answer.status)];
    return this.whyInvalid([...keys, 'content', type, 'schema'], answer);
  }

  /** Checks that a request which matches no operation is refused, in the error format of its path. */
  private whyNoRefusal({ method, target }: { method: string; target: string }, answer: RawAnswer): string | undefined {
    const { status, headers, text } = answer;
    if (method === 'OPTIONS' && status === 204) return undefined;
    if (!UNROUTED.includes(status) && !isUnread(answer)) return `no operation, but ${status}: ${text}`;
    if (status === 405 && headers.allow === undefined) return '405 without Allow';
    if (method === 'HEAD') return text === '' ? undefined : 'HEAD has a body';
    const isOfrep = /^\/ofrep(\/|$|\?)/i.test(target) && !isUnread(answer);
    return this.whyInvalid(['components', 'schemas', isOfrep ? 'OfrepFailure' : 'ProblemAnswer'], answer);
  }

  /** Why a body does not match the schema at a place of the document. A problem must also have its own status. */
  private whyInvalid(place: string[], { status, headers, text }: RawAnswer): string | undefined {
    const body = parse(text);
    const validate = this.validatorAt(place);
    if (!validate(body)) return `${status} is not as described: ${JSON.stringify(validate.errors)} in ${text}`;
    const isProblem = headers['content-type']?.startsWith('application/problem+json') === true;
    if (status >= 400 && place.includes('ProblemAnswer') && !isProblem) return `${status} is no problem: ${text}`;
    if (isProblem && (body as { status: number }).status !== status) return `${status} claims to be another: ${text}`;
    return undefined;
  }

  private validatorAt(place: string[]): ValidateFunction {
    const pointer = place.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    const reference = `api#/${pointer}`;
    return this.ajv.getSchema(reference) ?? this.ajv.compile({ $ref: reference });
  }
}

function readOperation(template: string, method: string, described: DescribedOperation): Operation {
  const verb = method.toUpperCase();
  const { parameters = [], requestBody, responses } = described;
  const [content] = Object.values(requestBody?.content ?? {});
  return { route: `${verb} ${template}`, method: verb, template, parameters, body: content?.schema, responses };
}

/** The document with schemas that allow no further members. */
function closed({ components, ...rest }: OpenApi): object {
  const schemas = Object.entries(components.schemas).map(([name, schema]) => {
    return [name, schema.properties ? { ...schema, additionalProperties: false } : schema];
  });
  return { ...rest, components: { schemas: Object.fromEntries(schemas) as object } };
}

/** Whether a path matches a template, as the service matches them: in any case, with or without a slash at the end. */
function matches(template: string, path: string): boolean {
  const any = template.startsWith('/ofrep/') ? '.+?' : '[^/]+';
  const pattern = template.replaceAll('.', '\\.').replace(/\{\w+\}/g, any);
  return new RegExp(`^${pattern}/?$`, 'i').test(path);
}

function isUnread({ status, headers }: RawAnswer): boolean {
  return UNREAD.includes(status) && headers.connection === 'close';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
