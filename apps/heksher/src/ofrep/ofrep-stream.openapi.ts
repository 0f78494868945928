import { Documented } from '../http/openapi/documented.js';
import { ApiFailure } from './ofrep-failure.js';

const EXAMPLE = 'retry: 3000\n: this stream is open\n\nid: 11\nevent: message\ndata: {"type":"refetchEvaluation"}\n\n';

export const OfrepStreamDocs = Documented('ofrep', {
  stream: {
    summary: 'Follow changes of flags',
    description:
      "Server-sent events for OpenFeature's web providers: one `message` at once, because the flags of a page may be " +
      'older than its stream, and one after each change. A client that reconnects with the ' +
      '`Last-Event-ID` of the current revision has missed nothing, and receives nothing until the next change.',
    headers: [{ name: 'Last-Event-ID', required: false, description: 'the last event that was seen', example: '10' }],
    answers: {
      200: {
        description: 'The stream, which has no end.',
        content: { 'text/event-stream': { schema: { type: 'string' }, example: EXAMPLE } },
      },
    },
    others: [
      ApiFailure(500, 'The service made a mistake.', {
        errorCode: 'GENERAL',
        errorDetails: 'the service made a mistake; it is logged',
      }),
    ],
  },
});
