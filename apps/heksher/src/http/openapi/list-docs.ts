import type { ApiQueryOptions } from '@nestjs/swagger';
import { LARGEST_PAGE, USUAL_PAGE } from '../parameters/page-request.js';

const optional = (name: string, description: string, example?: string): ApiQueryOptions => ({
  name,
  type: String,
  required: false,
  description,
  ...(example === undefined ? {} : { example }),
});

export const SEARCH: ApiQueryOptions = optional(
  'search',
  'words that all occur in the name, an alias, the metadata or the default value of a setting, in any case of letters',
  'cache platform',
);
export const PREFIX: ApiQueryOptions = optional('prefix', 'what the canonical name begins with', 'cache_');
export const CURSOR: ApiQueryOptions = optional('cursor', 'the `next` of the page before; absent: the first page');

/** Documents the limit of a page. */
export const limitOf = (items: string, usual = USUAL_PAGE): ApiQueryOptions => ({
  name: 'limit',
  required: false,
  schema: { type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: usual },
  description: `the most ${items} of the page`,
});

/** Documents the parameters of `readSettingFilter`. */
export const SETTING_FILTER: ApiQueryOptions[] = [
  SEARCH,
  PREFIX,
  optional('type', 'the type of the setting', 'int'),
  optional('feature', 'a context feature that the setting is configurable by', 'user'),
  { name: 'has_rules', type: Boolean, required: false, description: 'whether the setting has rules' },
  optional(
    'changed_since',
    'a sequence number of the change log, or a time: only settings that a change names after that number, or at that ' +
      'time or later',
    '41',
  ),
  optional(
    'unused_since',
    'a time: only settings that nobody has asked for since, neither by name or alias nor as one of all settings',
    '2026-10-28T00:00:00Z',
  ),
];

/** Documents the members of a body that choose a page of settings. */
export const SEARCH_MEMBER = { description: SEARCH.description ?? '', example: 'cache platform' };
export const PREFIX_MEMBER = { description: 'only settings whose canonical name begins with this', example: 'cache_' };
export const LIMIT_MEMBER = {
  type: 'integer',
  minimum: 1,
  maximum: LARGEST_PAGE,
  description: `the most settings of the page; ${USUAL_PAGE} if this is a page without it`,
} as const;
export const CURSOR_MEMBER = { description: CURSOR.description ?? '' };

export const NEXT_PAGE = {
  type: String,
  nullable: true,
  description: 'the cursor of the next page; null at the end',
  example: null,
} as const;
