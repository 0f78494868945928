import { getSchemaPath } from '@nestjs/swagger';
import { Documented } from '../http/openapi/documented.js';
import { CURSOR, limitOf } from '../http/openapi/list-docs.js';
import { ClientsUsageAnswer, ReportBody, RulesUsageAnswer, StaleSettingAnswer, UsageAnswer } from './usage.dto.js';

const COUNTED_SINCE = {
  'Heksher-Counted-Since': {
    description: 'the first use that is counted; absent if there is none',
    schema: { type: 'string', format: 'date-time' },
  },
} as const;
const UNKNOWN = { 404: 'no setting is called "speeed"' };

export const UsageDocs = Documented('usage', {
  list: {
    summary: 'List who asks for which settings',
    description:
      'One entry for each name, client and kind of request, as long as the counts are kept. Other instances may have ' +
      'counted more in the last minute. The header `Heksher-Counted-Since` says when counting began.',
    query: [
      {
        name: 'setting',
        required: false,
        type: String,
        description: 'a name or alias; its other names count, too. `*` for requests for all settings',
        example: 'cache_size',
      },
      { name: 'client', required: false, type: String, description: 'only this client', example: 'shop/1.4.2' },
      {
        name: 'since',
        required: false,
        schema: { type: 'string', format: 'date-time' },
        description: 'only what was counted on the days since then, as far as it was asked for since',
      },
      limitOf('entries'),
      CURSOR,
    ],
    tagged: { type: UsageAnswer, description: 'A page of uses.', headers: COUNTED_SINCE },
    problems: { ...UNKNOWN, 422: 'limit must be 1 to 1000, not "0"' },
  },
  findStale: {
    summary: 'List the settings that may no longer be needed',
    description:
      'With the reasons: `never_asked_for`, `not_asked_for_since`, `declared_by_no_client_since` and ' +
      '`every_rule_equals_default`. Requests by an alias count, and so do requests for everything. The header ' +
      '`Heksher-Counted-Since` says when counting began: before that nothing is known.',
    query: [
      {
        name: 'days',
        required: false,
        schema: { type: 'integer', minimum: 1, maximum: 36_500, default: 30 },
        description: 'how many days back a use counts',
      },
    ],
    answers: {
      200: {
        description: 'The settings, by name.',
        schema: { type: 'array', items: { $ref: getSchemaPath(StaleSettingAnswer) } },
        headers: COUNTED_SINCE,
      },
    },
    models: [StaleSettingAnswer],
    problems: { 422: 'days must be 1 to 36500, not "0"' },
  },
  describeRules: {
    summary: 'Say which rules of a setting win',
    query: [{ name: 'setting', required: true, type: String, description: 'a name or alias', example: 'cache_size' }],
    tagged: { type: RulesUsageAnswer, description: 'The rules.' },
    problems: { ...UNKNOWN, 422: 'the parameter setting is required' },
  },
  listClients: {
    summary: 'List the clients',
    tagged: { type: ClientsUsageAnswer, description: 'The clients that have asked for settings.' },
    problems: {},
  },
  report: {
    summary: 'Report what a client has counted itself',
    description:
      'For clients that resolve settings by themselves. Names of no setting and ids of no rule are left out.',
    body: {
      type: ReportBody,
      example: {
        client: 'shop/1.4.2',
        from: '2026-11-27T08:15:00Z',
        to: '2026-11-27T08:16:00Z',
        settings: [{ name: 'cache_size', gets: 120, rules: { '3': 17 } }],
      },
    },
    problems: { 422: 'settings must be an array' },
  },
});
