import { ApiHeader, type ApiQueryOptions } from '@nestjs/swagger';
import { Documented } from '../http/openapi/documented.js';
import { ChangesAnswer } from './changes.dto.js';
import { LARGEST_PAGE, USUAL_PAGE } from './parameters.js';

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

export const ChangesDocs = Documented('changes', {
  list: {
    summary: 'Read the change log',
    description: 'Who changed what and when, oldest first, in pages.',
    query: [
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
