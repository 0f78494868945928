import { Documented } from '../http/openapi/documented.js';
import { PREFIX, limitOf } from '../http/openapi/list-docs.js';
import { FeatureValuesAnswer } from './feature-values.dto.js';

/** The most values of an answer whose request does not say. */
export const USUAL_VALUES = 20;

export const FeatureValuesDocs = Documented('context features', {
  listValues: {
    summary: 'List the values of a context feature',
    description: 'The values that the conditions of rules have, the most used first.',
    parameters: [{ name: 'name', description: 'the name of the context feature', example: 'user' }],
    query: [
      { ...PREFIX, description: 'what the values begin with', example: 'gu' },
      { ...limitOf('values', USUAL_VALUES), description: 'the most values of the answer' },
    ],
    tagged: { type: FeatureValuesAnswer, description: 'The values.' },
    problems: { 404: 'no context feature "theme"', 422: 'limit must be 1 to 1000, not "0"' },
  },
});
