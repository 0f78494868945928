import { Documented } from '../http/openapi/documented.js';
import { HealthAnswer } from './health.dto.js';

export const HealthDocs = Documented('health', {
  get: {
    summary: 'Check the health of the service',
    description: 'The database is checked in the background every three seconds; this answers the last result.',
    answers: {
      200: { type: HealthAnswer, description: 'The service is healthy.' },
      500: { type: HealthAnswer, description: 'The database does not answer.' },
    },
  },
  live: {
    summary: 'Check whether the process is alive',
    description: 'Does not depend on the database: restarting a process that cannot reach it would not help.',
    answers: { 200: { type: HealthAnswer, description: 'The process takes requests.' } },
  },
  ready: {
    summary: 'Check whether the service is ready',
    description:
      'The last result of the check in the background: the database answers, takes writes, and has the schema that ' +
      'this version needs. While the service is about to stop it is not ready.',
    answers: { 200: { type: HealthAnswer, description: 'The service is ready.' } },
    problems: {},
  },
});
