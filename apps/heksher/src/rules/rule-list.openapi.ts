import { MANY_RULES_PROBLEMS } from '../http/openapi/api-docs.js';
import { Documented } from '../http/openapi/documented.js';
import { CURSOR, PREFIX, limitOf } from '../http/openapi/list-docs.js';
import { RuleListAnswer } from './rule-list.dto.js';

export const RuleListDocs = Documented('rules', {
  list: {
    summary: 'List rules',
    description: 'A page of the rules of all settings that pass all of the filters.',
    query: [
      {
        name: 'feature_values',
        type: String,
        required: false,
        description:
          'conditions that a rule must have, whatever other ones it has; `*` for any value of the feature. Absent: any rule',
        example: 'user:guest,theme:*',
      },
      {
        name: 'value',
        type: String,
        required: false,
        description: 'the value, as JSON; a string is also found without quotes',
        example: '30',
      },
      {
        name: 'value_contains',
        type: String,
        required: false,
        description: 'a part of the JSON text of the value, or of a string in it, in any case of letters',
      },
      {
        name: 'setting',
        type: String,
        required: false,
        description: 'a name or alias: only rules of this setting',
        example: 'cache_size',
      },
      { ...PREFIX, description: 'what the canonical name of the setting begins with' },
      limitOf('rules'),
      CURSOR,
    ],
    tagged: { type: RuleListAnswer, description: 'A page of rules.' },
    problems: {
      ...MANY_RULES_PROBLEMS,
      404: 'no setting is called "speeed"',
      422: '"user" is not of the form "feature:value" or "feature:*"',
    },
  },
});
