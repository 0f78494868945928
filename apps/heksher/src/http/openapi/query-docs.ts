import type { ApiPropertyOptions, ApiQueryOptions } from '@nestjs/swagger';

/** Documents the parameters that select settings and their rules. */
export const CONTEXT_FILTERS: ApiQueryOptions = {
  name: 'context_filters',
  type: String,
  required: false,
  example: 'user:(guest),theme:*',
  description: 'selects rules: "*" for all, or the wanted values for each feature',
};
export const SETTINGS: ApiQueryOptions = {
  name: 'settings',
  type: String,
  required: false,
  example: 'cache_size',
  description: 'names or aliases; absent: all',
};

const FEATURE_FILTER = {
  oneOf: [
    { type: 'string', enum: ['*'] },
    { type: 'array', items: { type: 'string' }, minItems: 1 },
  ],
};

/** The same as members of a body. */
export const CONTEXT_FILTERS_MEMBER: ApiPropertyOptions = {
  oneOf: [{ type: 'string' }, { type: 'object', additionalProperties: FEATURE_FILTER }],
  description: 'selects rules: "*" for all, or for each feature "*" or the wanted values; also as text, as in a URL',
  default: '*',
  example: { user: ['guest'], theme: '*' },
};
export const SETTINGS_MEMBER: ApiPropertyOptions = {
  type: [String],
  description: 'names or aliases; absent: all',
  example: ['cache_size'],
};
