import type { ApiQueryOptions } from '@nestjs/swagger';

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
