import { getSchemaPath } from '@nestjs/swagger';
import { Documented } from '../http/openapi/documented.js';
import { AS_OF, PAST_PROBLEMS } from '../http/openapi/past-docs.js';
import { CURSOR, SETTING_FILTER, limitOf } from '../http/openapi/list-docs.js';
import { SettingAnswer } from '../http/representations/setting.js';
import { FacetsAnswer, FoundSettingAnswer, PrefixesAnswer, SettingSummaryAnswer } from './setting-list.dto.js';

const LISTED = [FoundSettingAnswer, SettingAnswer, SettingSummaryAnswer];
const NAME_TAKEN = 'A setting with this name is not found here, but by its aliases and in the list.';

export const SettingListDocs = Documented('settings', {
  list: {
    summary: 'List the settings',
    description:
      'All settings, sorted by name. With any parameter but `include_additional_data`, a page of those that pass all of ' +
      'the filters.',
    query: [
      ...SETTING_FILTER,
      {
        name: 'sort',
        enum: ['name', '-changed'],
        required: false,
        description: 'by name, or those that changed last first',
      },
      limitOf('settings'),
      CURSOR,
      {
        name: 'include_additional_data',
        required: false,
        type: Boolean,
        description:
          'also list configurable features, metadata and aliases; on a page also the number of rules and the latest change',
      },
      { ...AS_OF, description: `${AS_OF.description}; not with the parameters of a page` },
    ],
    tagged: {
      description: 'The settings.',
      schema: {
        type: 'object',
        required: ['settings'],
        properties: {
          settings: { type: 'array', items: { anyOf: LISTED.map((type) => ({ $ref: getSchemaPath(type) })) } },
          total: { type: 'integer', description: 'on a page: how many settings pass the filters' },
          next: {
            type: 'string',
            nullable: true,
            description: 'on a page: the cursor of the next one; null at the end',
          },
        },
        example: { settings: [{ name: 'cache_size', type: 'int', default_value: 64, version: '1.1' }] },
      },
    },
    models: LISTED,
    problems: {
      ...PAST_PROBLEMS,
      404: 'the change log has no change 25 yet: the newest is 5',
      422: 'include_additional_data must be true or false, not "maybe"',
    },
  },
  listPrefixes: {
    summary: 'List what names begin with',
    description:
      'The names of settings grouped by what they have up to the next dot after `under`. Names without such a dot are in ' +
      `no group. The filters are those of the list of settings. ${NAME_TAKEN}`,
    query: [
      {
        name: 'under',
        type: String,
        required: false,
        description: 'what the names begin with; absent: all names',
        example: 'backend.',
      },
      ...SETTING_FILTER,
      limitOf('prefixes'),
      CURSOR,
    ],
    tagged: { type: PrefixesAnswer, description: 'A page of prefixes.' },
    problems: { 422: 'limit must be 1 to 1000, not "0"' },
  },
  countFacets: {
    summary: 'Count what settings have in common',
    description:
      'The types, configurable features and metadata keys of the settings, each with the number of settings that have ' +
      `it, the most frequent 1,000 first. The filters are those of the list of settings. ${NAME_TAKEN}`,
    query: SETTING_FILTER,
    tagged: { type: FacetsAnswer, description: 'The counts.' },
    problems: { 422: 'has_rules must be true or false, not "maybe"' },
  },
});
