import { Documented } from '../http/openapi/documented.js';
import { ItemsAnswer, LoggedChangeAnswer } from './changes.dto.js';
import { LARGEST_PAGE, USUAL_PAGE } from '../http/parameters/page-request.js';

const sequence = { name: 'sequence', type: 'integer', description: 'the sequence of the change', example: 9 } as const;
const UNKNOWN = { 404: 'no change has the sequence 9', 422: 'sequence must be a sequence number of the log, not "x"' };

export const ChangeDocs = Documented('changes', {
  get: {
    summary: 'Get a change',
    parameters: [sequence],
    tagged: { type: LoggedChangeAnswer, description: 'The change.' },
    problems: UNKNOWN,
  },
  listItems: {
    summary: 'List the entries of a change',
    description:
      'What each operation of a change set, an undo or a restore did, in pages. A change with one entry has none here: its ' +
      '`before` and `after` are all of it.',
    parameters: [sequence],
    query: [
      {
        name: 'after',
        required: false,
        schema: { type: 'integer', minimum: 0, default: 0 },
        description: 'how many entries to skip: `next` of the page before',
      },
      {
        name: 'limit',
        required: false,
        schema: { type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: USUAL_PAGE },
        description: 'the most entries of the page; it has fewer if they would take more than 4 MiB',
      },
    ],
    tagged: { type: ItemsAnswer, description: 'A page of the entries.' },
    problems: UNKNOWN,
  },
});
