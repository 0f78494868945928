import { Documented } from '../http/openapi/documented.js';
import { MUTATION_HEADERS } from '../http/openapi/mutation-docs.js';
import { PATHS } from '../http/paths.js';
import { RuleMetadataAnswer } from '../http/representations/metadata.js';
import { RuleAnswer } from '../http/representations/rule.js';
import { AddRuleBody, RuleIdAnswer, RuleMetadataBody, RuleMetadataValueBody, RuleValueBody } from './rules.dto.js';

const UNKNOWN = { 404: 'no rule has the id 2', 422: 'a rule id is a positive integer, not "x"' };
const METADATA_PROBLEMS = { ...UNKNOWN, 422: 'metadata must be a JSON object' };
const id = { name: 'id', type: 'integer', description: 'the id of the rule', example: 2 } as const;
const key = { name: 'key', description: 'a metadata key', example: 'added_by' };
const ID_ANSWER = { type: RuleIdAnswer, description: 'The id of the rule.' };

/** The two routes that change a value. */
const VALUE = {
  summary: 'Change the value of a rule',
  parameters: [id],
  body: { type: RuleValueBody, example: { value: 40 } },
  problems: { ...UNKNOWN, 400: "the value is not of the setting's type int" },
};

export const RulesDocs = Documented('rules', {
  add: {
    summary: 'Add a rule',
    description: 'Gives a setting a value in every context that has all of the conditions.',
    headers: [
      {
        name: 'Idempotency-Key',
        required: false,
        description: 'makes the request safe to send again: 1 to 255 printable ASCII characters',
      },
    ],
    body: {
      type: AddRuleBody,
      example: {
        setting: 'cache_size',
        feature_values: { user: 'admin' },
        value: 200,
        metadata: { added_by: 'jim' },
      },
    },
    answers: {
      201: {
        ...ID_ANSWER,
        headers: {
          Location: { schema: { type: 'string' }, example: '/3', description: 'the rule, relative to this collection' },
          ...MUTATION_HEADERS,
          'Idempotency-Replayed': {
            schema: { type: 'boolean' },
            description: 'true if an equal request with this idempotency key was carried out before',
          },
          'Content-Location': { schema: { type: 'string' }, example: `${PATHS.rules}/3`, description: 'the rule' },
        },
      },
    },
    problems: {
      400: 'setting cache_size is not configurable by trust',
      409: 'rule 3 of setting cache_size has the same conditions, user=admin',
      422: 'no setting is called cache_size',
    },
  },
  search: {
    summary: 'Find a rule',
    description: 'The rule with exactly these conditions, in any order.',
    query: [
      { name: 'feature_values', type: String, description: 'the conditions', example: 'user:guest,theme:dark' },
      { name: 'setting', type: String, description: 'a name or alias of the setting', example: 'cache_size' },
    ],
    answers: { 200: ID_ANSWER },
    problems: { 404: 'setting cache_size has no rule for user=admin', 422: 'the feature user is named twice' },
  },
  get: {
    summary: 'Get a rule',
    parameters: [id],
    tagged: { type: RuleAnswer, description: 'The rule.' },
    problems: UNKNOWN,
  },
  remove: { summary: 'Delete a rule', parameters: [id], problems: UNKNOWN },
  setValue: VALUE,
  patch: { ...VALUE, description: 'Use PUT …/value.', deprecated: true },
  getMetadata: {
    summary: 'Get the metadata of a rule',
    parameters: [id],
    tagged: { type: RuleMetadataAnswer, description: 'The metadata.' },
    problems: UNKNOWN,
  },
  mergeMetadata: {
    summary: 'Merge metadata into a rule',
    description: 'Other keys stay.',
    parameters: [id],
    body: { type: RuleMetadataBody, example: { metadata: { added_by: 'jim' } } },
    problems: METADATA_PROBLEMS,
  },
  replaceMetadata: {
    summary: 'Replace the metadata of a rule',
    description: 'Other keys are removed.',
    parameters: [id],
    body: { type: RuleMetadataBody, example: { metadata: { added_by: 'john' } } },
    problems: METADATA_PROBLEMS,
  },
  clearMetadata: { summary: 'Clear the metadata of a rule', parameters: [id], problems: UNKNOWN },
  setMetadataKey: {
    summary: 'Set one metadata key of a rule',
    parameters: [id, key],
    body: { type: RuleMetadataValueBody, example: { value: 'jim' } },
    problems: { ...UNKNOWN, 422: 'value is required' },
  },
  removeMetadataKey: {
    summary: 'Remove one metadata key of a rule',
    description: 'Succeeds if the key is absent.',
    parameters: [id, key],
    problems: UNKNOWN,
  },
});
