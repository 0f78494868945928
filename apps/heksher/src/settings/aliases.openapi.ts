import { ASKED, FORCE, WATCHED } from '../http/openapi/deletion-docs.js';
import { Documented } from '../http/openapi/documented.js';

const PARAMETERS = [
  { name: 'name', description: 'a name or alias of the setting', example: 'cache_size' },
  { name: 'alias', description: 'the alias: letters, digits and any of "_.-"', example: 'cache-size' },
];

export const AliasesDocs = Documented('settings', {
  add: {
    summary: 'Add an alias to a setting',
    description: 'The setting can be used under this name everywhere. A name that it already has changes nothing.',
    parameters: PARAMETERS,
    problems: {
      404: 'no setting is called "cache_size"',
      409: 'the name cache-size belongs to the setting cache',
      422: '"cache size" is not a setting alias: 1 to 255 of letters, digits and any of "_.-"',
    },
  },
  remove: {
    summary: 'Remove an alias of a setting',
    description: `The name is then free. ${WATCHED}`,
    parameters: PARAMETERS,
    query: [FORCE],
    problems: {
      404: 'setting cache_size has no alias "cache-size"',
      409: `the alias cache-size was asked for in the last 7 days, ${ASKED}`,
      422: 'force must be true or false, not "maybe"',
    },
  },
});
