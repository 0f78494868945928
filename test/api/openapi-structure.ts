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

/** The rules of OpenAPI 3.1, as far as this document needs them. Members unknown to the specification are errors. */
export const STRUCTURE = {
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
    security: { type: 'array', items: { type: 'object', additionalProperties: { type: 'array', items: text } } },
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
      properties: {
        schemas: { type: 'object', propertyNames: { pattern: '^[a-zA-Z0-9._-]+$' } },
        securitySchemes: { type: 'object', additionalProperties: { $ref: '#/$defs/securityScheme' } },
      },
      ...extensible,
    },
  },
  ...extensible,
  $defs: {
    securityScheme: {
      type: 'object',
      required: ['type'],
      oneOf: [
        { properties: { type: { const: 'http' } }, required: ['scheme'] },
        {
          properties: { type: { const: 'apiKey' }, in: { enum: ['query', 'header', 'cookie'] } },
          required: ['name', 'in'],
        },
      ],
    },
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
