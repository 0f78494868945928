import { Documented } from '../http/openapi/documented.js';
import { AS_OF, PAST_PROBLEMS } from '../http/openapi/past-docs.js';
import { SettingRulesAnswer } from '../http/representations/setting-rules.js';

export const SettingRulesDocs = Documented('settings', {
  list: {
    summary: 'List the rules of a setting',
    description:
      'A setting with its rules in descending priority: in a context the first one that matches wins. `never` says why a ' +
      'rule cannot win in any context, and `redundant` that its removal would change no value.',
    parameters: [{ name: 'name', description: 'a name or alias of the setting', example: 'cache_size' }],
    query: [AS_OF],
    tagged: { type: SettingRulesAnswer, description: 'The setting and its rules.' },
    problems: { 404: 'no setting is called "cache_size"', ...PAST_PROBLEMS },
  },
});
