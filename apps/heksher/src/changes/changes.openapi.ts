import { ApiHeader, type ApiQueryOptions } from '@nestjs/swagger';
import { Documented } from '../http/openapi/documented.js';
import { ChangesAnswer } from './changes.dto.js';
import { LARGEST_PAGE, USUAL_PAGE } from '../http/parameters/page-request.js';

const STREAM_EXAMPLE =
  'retry: 3000\n: this stream is open\n\nid: 11\nevent: change\ndata: {"sequence":11,' +
  '"at":"2026-11-23T20:15:00.000Z","actor":null,"action":"setting.alias_added","settings":["cache_size"]}\n\n';

const SINCE: ApiQueryOptions = {
  name: 'since',
  required: false,
  schema: { type: 'integer', format: 'int64', minimum: 0 },
  example: 10,
  description: 'a sequence number: only changes after it',
};

const TIME = { type: 'string', format: 'date-time' } as const;

export const ChangesDocs = Documented('changes', {
  list: {
    summary: 'Read the change log',
    description:
      'Who changed what, when and why, in pages. A page ends after 4 MiB, and a search for few changes among very many ' +
      'after 400,000 of them: go on while `next` is not null.',
    query: [
      {
        name: 'order',
        enum: ['asc', 'desc'],
        required: false,
        description: 'asc: oldest first, which is the default; desc: newest first',
      },
      {
        name: 'before',
        required: false,
        schema: { type: 'integer', format: 'int64', minimum: 0 },
        description: 'a sequence number: only changes before it',
      },
      { name: 'from', required: false, schema: TIME, description: 'only changes at this time or later' },
      { name: 'to', required: false, schema: TIME, description: 'only changes at this time or earlier' },
      { name: 'actor', type: String, required: false, description: 'only changes by this actor' },
      { name: 'action', type: String, required: false, description: 'only changes of this kind, such as rule.created' },
      {
        name: 'rule',
        required: false,
        schema: { type: 'integer', minimum: 1 },
        description: 'the id of a rule: only changes that say something about it, also once it is deleted',
      },
      {
        name: 'setting',
        type: String,
        required: false,
        example: 'cache_size',
        description: 'a name or alias: only changes that may touch this setting, under any name that it had',
      },
      {
        name: 'limit',
        required: false,
        schema: { type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: USUAL_PAGE },
        description: 'the most changes of the page; it has fewer if they would take more than 4 MiB',
      },
      SINCE,
    ],
    answers: { 200: { type: ChangesAnswer, description: 'A page of the log.' } },
    problems: { 422: 'limit must be 1 to 1000, not "0"' },
  },
  stream: {
    summary: 'Follow the change log',
    description:
      'Server-sent events: one `change` for each change, as in the log but without before and after. Its id is its ' +
      'sequence number. A client that reconnects with `Last-Event-ID`, or `since`, receives the changes that it missed. ' +
      'If they are no longer available, it receives a `reset`, and the stream continues after the number in it.',
    query: [
      {
        name: 'settings',
        type: String,
        required: false,
        example: 'cache_size',
        description: 'names or aliases: only changes that may touch these settings; absent: all changes',
      },
      SINCE,
    ],
    answers: {
      200: {
        description: 'The stream, which has no end.',
        content: { 'text/event-stream': { schema: { type: 'string' }, example: STREAM_EXAMPLE } },
      },
    },
    problems: {
      404: 'no settings are called "speeed"',
      422: 'since must be a sequence number of the log, not "yesterday"',
    },
    // Here the header comes after the query parameters: it overrides one.
    others: [
      ApiHeader({
        name: 'Last-Event-ID',
        required: false,
        description: 'the id of the last event that the client received; overrides `since`',
        example: '10',
      }),
    ],
  },
});
