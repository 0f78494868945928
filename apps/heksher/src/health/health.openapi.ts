import { Documented } from '../http/openapi/documented.js';
import { HealthAnswer } from './health.dto.js';

export const HealthDocs = Documented('health', {
  get: {
    summary: 'Ask whether the service is well',
    description: 'The database is checked in the background every three seconds; this answers the last result.',
    answers: {
      200: { type: HealthAnswer, description: 'The service is well.' },
      500: { type: HealthAnswer, description: 'The database does not answer.' },
    },
  },
  live: {
    summary: 'Ask whether the process turns over',
    description: 'Says nothing of the database: a process that cannot reach it is not to be started again.',
    answers: { 200: { type: HealthAnswer, description: 'The process takes requests.' } },
  },
  ready: {
    summary: 'Ask whether requests may be sent here',
    description:
      'The last result of the check in the background: the database answers, takes writes, and has the schema that ' +
      'this version needs. While the service is about to stop it is not ready.',
    answers: { 200: { type: HealthAnswer, description: 'Requests may be sent here.' } },
    problems: {},
  },
});
