import { Documented } from '../http/openapi/documented.js';
import { HistoryAnswer, RestoreBody, UndoBody } from './history.dto.js';

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: false,
  description: 'a text that this request alone has: sent again with it, the request gets the same answer',
  example: '5f0c9a52-undo',
};
const ANSWER = { 200: { type: HistoryAnswer, description: 'What has changed, or would change.' } };
const REFUSALS = {
  404: 'the change log has no change 99 yet: the newest is 57',
  409: 'the change cannot be undone: value of rule 2 of setting cache_size has changed since',
  410: 'the change log does not lead back to the state after change 3: the oldest that it leads to is that after change 9',
};

export const HistoryDocs = Documented('history', {
  undo: {
    summary: 'Undo a change',
    description:
      'Makes everything that a change has touched what it was before, attribute by attribute. What has changed again since ' +
      'is a conflict: a 409 lists each in `conflicts`, with the `setting`, the `rule_id`, the `attribute`, the values that ' +
      'were `expected` and are `actual`, and the changes (`changed_by`) that are in the way. A deleted rule or setting ' +
      'comes back as it was. A rename is taken back, but the name that the setting had stays as an alias. The undo is a ' +
      'change of its own, which can be undone.',
    parameters: [{ name: 'sequence', type: 'integer', description: 'the sequence of the change', example: 9 }],
    headers: [IDEMPOTENCY_KEY],
    body: { type: UndoBody, example: { note: 'TICKET-7: that was a mistake', dry_run: true }, required: false },
    answers: ANSWER,
    problems: { ...REFUSALS, 422: 'a sequence is a positive integer, not "x"' },
  },
  restore: {
    summary: 'Restore an earlier state',
    description:
      'Makes settings and their rules what they were: what is new since is deleted, what was deleted comes back, and rules ' +
      'keep their ids. Names that a setting has got since stay as aliases. By default it only says what it would do.',
    headers: [IDEMPOTENCY_KEY],
    body: { type: RestoreBody, example: { to: 9, settings: ['cache_size'], dry_run: true } },
    answers: ANSWER,
    problems: { ...REFUSALS, 422: 'dry_run must be true or false' },
  },
});
