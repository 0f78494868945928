import { Documented } from '../http/openapi/documented.js';
import { ContextFeatureAnswer, ContextFeaturesAnswer } from '../http/representations/context-features.js';
import { AddContextFeatureBody, MoveContextFeatureBody } from './context-features.dto.js';

const UNKNOWN = { 404: 'no context feature "theme"' };
const name = (example: string) => ({ name: 'name', description: 'the name of the context feature', example });

export const ContextFeaturesDocs = Documented('context features', {
  list: {
    summary: 'List the context features',
    description: 'In order: later ones are more specific.',
    tagged: { type: ContextFeaturesAnswer, description: 'The names of the features.' },
    problems: {},
  },
  add: {
    summary: 'Add a context feature',
    description: 'It goes to the end of the list.',
    body: { type: AddContextFeatureBody, example: { context_feature: 'region' } },
    problems: {
      409: 'the context feature region exists already',
      422: '"the region" is not a context feature name: 1 to 255 of letters, digits and "_"',
    },
  },
  get: {
    summary: 'Get the place of a context feature',
    parameters: [name('theme')],
    tagged: { type: ContextFeatureAnswer, description: 'Its place in the list.' },
    problems: UNKNOWN,
  },
  remove: {
    summary: 'Delete a context feature',
    description: 'Refused if a setting is configurable by the feature. Later features move up.',
    parameters: [name('trust')],
    problems: {
      ...UNKNOWN,
      409: "context feature can't be deleted, there is at least one setting configured by it",
    },
  },
  move: {
    summary: 'Move a context feature',
    description: 'Right after or right before another. The order of features decides which rule wins.',
    parameters: [name('theme')],
    body: { type: MoveContextFeatureBody, example: { to_after: 'account' } },
    problems: { ...UNKNOWN, 422: 'exactly one of to_after and to_before is required' },
  },
});
