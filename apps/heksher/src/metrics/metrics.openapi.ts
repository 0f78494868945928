import { Documented } from '../http/openapi/documented.js';

const EXAMPLE =
  '# HELP heksher_ready Whether requests may be sent here: 1 or 0.\n# TYPE heksher_ready gauge\nheksher_ready 1\n';

export const MetricsDocs = Documented('metrics', {
  get: {
    summary: 'Read the metrics of the service',
    description: "In Prometheus' text format. It shows no setting and no value.",
    answers: {
      200: {
        description: 'The metrics.',
        content: { 'text/plain': { schema: { type: 'string' }, example: EXAMPLE } },
      },
    },
  },
});
