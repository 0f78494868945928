import { getSchemaPath } from '@nestjs/swagger';
import { problemContent } from '../http/openapi/api-docs.js';
import { ASKED, FORCE, WATCHED } from '../http/openapi/deletion-docs.js';
import { Documented } from '../http/openapi/documented.js';
import { MUTATION_HEADERS } from '../http/openapi/mutation-docs.js';
import { AS_OF, PAST_PROBLEMS } from '../http/openapi/past-docs.js';
import { DeclarationAnswer } from '../http/representations/declaration.js';
import { SettingMetadataAnswer } from '../http/representations/metadata.js';
import { SettingAnswer } from '../http/representations/setting.js';
import { CarriedAnswer } from '../mutations/mutations.dto.js';
import {
  DeclareSettingBody,
  RenameSettingBody,
  SetConfigurableFeaturesBody,
  SetTypeBody,
  SettingMetadataBody,
  SettingMetadataValueBody,
  TypeConflictsAnswer,
  VersionBody,
} from './settings.dto.js';

const UNKNOWN = { 404: 'no setting is called "cache_size"' };
const INPUT_PROBLEMS = { ...UNKNOWN, 422: 'the version "one" is not of the form "major.minor"' };
const NOT_HIGHER = 'setting cache_size is at version 1.1, so the new version must be higher than that, not 1.0';
const VERSION_PROBLEMS = { ...INPUT_PROBLEMS, 409: NOT_HIGHER };
const name = { name: 'name', description: 'a name or alias of the setting', example: 'cache_size' };
const key = { name: 'key', description: 'a metadata key', example: 'owner' };

/** A 409 that is a problem for one reason, and an answer of its own for another. */
const conflict = (description: string, answer: { schema: object; example: object }, detail: string) => ({
  description,
  content: { 'application/json': answer, 'application/problem+json': problemContent(409, detail) },
});

export const SettingsDocs = Documented('settings', {
  declare: {
    summary: 'Declare a setting',
    description:
      'Services send this at every start. A new setting is created; an existing one is compared with the declaration ' +
      'and upgraded if the declared version is higher and allows the differences.',
    body: {
      type: DeclareSettingBody,
      example: {
        name: 'cache_size',
        configurable_features: ['account', 'user', 'theme'],
        type: 'int',
        default_value: 64,
        metadata: { owner: 'platform' },
        version: '1.2',
      },
    },
    answers: {
      200: {
        schema: { anyOf: [{ $ref: getSchemaPath(DeclarationAnswer) }, { $ref: getSchemaPath(CarriedAnswer) }] },
        description: 'created, uptodate, outdated or upgraded; what would happen, to a dry run',
        headers: MUTATION_HEADERS,
      },
      409: conflict(
        'rejected or mismatch, as JSON; a problem if the alias belongs to another setting',
        {
          schema: { $ref: getSchemaPath(DeclarationAnswer) },
          example: {
            outcome: 'rejected',
            previous_version: '1.1',
            differences: [{ level: 'major', attribute: 'type', latest_value: 'int' }],
          },
        },
        'size is a name of the setting cache_size, speed of network_speed',
      ),
    },
    models: [DeclarationAnswer, CarriedAnswer],
    problems: {
      400: 'setting cache_size does not exist yet, so its version must be 1.0, not 1.1',
      404: 'no context feature "account"',
      422: 'the default value is not of the type int',
    },
  },
  get: {
    summary: 'Get a setting',
    description: 'Everything about a setting except its rules.',
    parameters: [name],
    query: [AS_OF],
    tagged: { type: SettingAnswer, description: 'The setting.' },
    problems: { ...UNKNOWN, ...PAST_PROBLEMS },
  },
  remove: {
    summary: 'Delete a setting',
    description: `Its rules, aliases and metadata are deleted too. ${WATCHED}`,
    parameters: [name],
    query: [FORCE],
    problems: {
      ...UNKNOWN,
      409: `the setting cache_size was asked for in the last 7 days, ${ASKED}`,
      422: 'force must be true or false, not "maybe"',
    },
  },
  setType: {
    summary: 'Change the type of a setting',
    description: "The default and every rule's value must be of the new type; in a minor version it must be a subtype.",
    parameters: [name],
    body: { type: SetTypeBody, example: { type: 'float', version: '2.0' } },
    answers: {
      204: { description: 'Done.' },
      409: conflict(
        'the conflicts, as JSON; a problem if the version is not higher',
        {
          schema: { $ref: getSchemaPath(TypeConflictsAnswer) },
          example: { conflicts: ['rule 2 (user=guest, theme=dark) has incompatible value 30'] },
        },
        NOT_HIGHER,
      ),
    },
    models: [TypeConflictsAnswer],
    problems: INPUT_PROBLEMS,
  },
  rename: {
    summary: 'Rename a setting',
    description: 'Its old name becomes an alias. The version may stay.',
    parameters: [name],
    body: { type: RenameSettingBody, example: { name: 'cache.size', version: '2.1' } },
    problems: { ...VERSION_PROBLEMS, 409: 'the name cache.size belongs to the setting cache' },
  },
  setConfigurableFeatures: {
    summary: 'Change the configurable features of a setting',
    description: 'A feature that a rule uses cannot be removed. Adding one needs a major version.',
    parameters: [name],
    body: {
      type: SetConfigurableFeaturesBody,
      example: { configurable_features: ['user', 'theme'], version: '2.2' },
    },
    problems: { ...VERSION_PROBLEMS, 409: 'the features theme are used by the rules 2' },
  },
  getMetadata: {
    summary: 'Get the metadata of a setting',
    parameters: [name],
    tagged: { type: SettingMetadataAnswer, description: 'The metadata.' },
    problems: UNKNOWN,
  },
  mergeMetadata: {
    summary: 'Merge metadata into a setting',
    description: 'Other keys stay.',
    parameters: [name],
    body: { type: SettingMetadataBody, example: { metadata: { owner: 'platform' }, version: '2.3' } },
    problems: VERSION_PROBLEMS,
  },
  replaceMetadata: {
    summary: 'Replace the metadata of a setting',
    description: 'Other keys are removed.',
    parameters: [name],
    body: { type: SettingMetadataBody, example: { metadata: { owner: 'web' }, version: '2.4' } },
    problems: VERSION_PROBLEMS,
  },
  setMetadataKey: {
    summary: 'Set one metadata key of a setting',
    parameters: [name, key],
    body: { type: SettingMetadataValueBody, example: { value: 'web', version: '2.5' } },
    problems: VERSION_PROBLEMS,
  },
  removeMetadataKey: {
    summary: 'Remove one metadata key of a setting',
    description: 'Succeeds if the key is absent. The request has a body.',
    parameters: [name, key],
    body: { type: VersionBody, example: { version: '2.6' } },
    problems: VERSION_PROBLEMS,
  },
  clearMetadata: {
    summary: 'Clear the metadata of a setting',
    description: 'The request has a body.',
    parameters: [name],
    body: { type: VersionBody, example: { version: '2.7' } },
    problems: VERSION_PROBLEMS,
  },
});
