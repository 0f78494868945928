import { MANY_RULES_PROBLEMS } from '../http/openapi/api-docs.js';
import { Documented } from '../http/openapi/documented.js';
import { AS_OF, PAST_PROBLEMS } from '../http/openapi/past-docs.js';
import { SETTINGS } from '../http/openapi/query-docs.js';
import { DocumentAnswer } from './document.dto.js';

export const ExportDocs = Documented('configuration as code', {
  get: {
    summary: 'Export settings and rules as a document',
    description:
      'The document of one state: settings by name, each with its rules in descending priority. Equal states have equal ' +
      'bytes. The header Heksher-Sequence has the sequence of the last change before it.',
    query: [
      {
        name: 'prefix',
        type: String,
        required: false,
        description:
          'the settings whose names begin so, such as "backend."; several are separated by commas. They become the scope of the ' +
          'document. Not together with `settings`',
      },
      SETTINGS,
      {
        name: 'include',
        type: String,
        required: false,
        example: 'rules,metadata',
        description: 'rules, metadata, aliases and context_features, separated by commas; absent: all of them',
      },
      AS_OF,
    ],
    tagged: { type: DocumentAnswer, description: 'The document.' },
    problems: {
      ...MANY_RULES_PROBLEMS,
      ...PAST_PROBLEMS,
      404: 'no settings are called "speeed"',
      422: 'include has "rule"; the parts are rules, metadata, aliases, context_features',
    },
  },
});
