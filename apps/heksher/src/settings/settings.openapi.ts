import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiParam, ApiQuery, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import {
  ApiBodyExample,
  ApiProblems,
  ApiTaggedAnswer,
  BODY_PROBLEMS,
  PATH_PROBLEMS,
  problemContent,
} from '../http/openapi/api-docs.js';
import {
  DeclarationAnswer,
  DeclareSettingBody,
  SetTypeBody,
  SettingAnswer,
  SettingSummaryAnswer,
  TypeConflictsAnswer,
} from './settings.dto.js';

export const UNKNOWN = { ...PATH_PROBLEMS, 404: 'no setting is called "cache_size"' };
export const INPUT_PROBLEMS = {
  ...UNKNOWN,
  ...BODY_PROBLEMS,
  422: 'the version "one" is not of the form "major.minor"',
};
export const NOT_HIGHER = 'setting cache_size is at version 1.1, so the new version must be higher than that, not 1.0';
export const VERSION_PROBLEMS = { ...INPUT_PROBLEMS, 409: NOT_HIGHER };
/** The path parameters, and the answer without a body. */
export const NameParam = () =>
  ApiParam({ name: 'name', description: 'a name or alias of the setting', example: 'cache_size' });
export const KeyParam = () => ApiParam({ name: 'key', description: 'a metadata key', example: 'owner' });
export const NoContent = () => ApiResponse({ status: 204, description: 'Done.' });

/** The documentation of declaring a setting. */
export function DeclareDocs(): MethodDecorator {
  return applyDecorators(
    ApiResponse({
      status: 409,
      description: 'rejected or mismatch, as JSON; a problem where the alias belongs to another setting',
      content: {
        'application/json': {
          schema: { $ref: getSchemaPath(DeclarationAnswer) },
          example: {
            outcome: 'rejected',
            previous_version: '1.1',
            differences: [{ level: 'major', attribute: 'type', latest_value: 'int' }],
          },
        },
        'application/problem+json': problemContent(
          409,
          'size is a name of the setting cache_size, speed of network_speed',
        ),
      },
    }),
    ApiProblems({
      ...BODY_PROBLEMS,
      400: 'setting cache_size does not exist yet, so its version must be 1.0, not 1.1',
      404: 'no context feature "account"',
      422: 'the default value is not of the type int',
    }),
    ApiResponse({ status: 200, type: DeclarationAnswer, description: 'created, uptodate, outdated or upgraded' }),
    ApiExtraModels(DeclarationAnswer),
    ApiBodyExample(DeclareSettingBody, {
      name: 'cache_size',
      configurable_features: ['account', 'user', 'theme'],
      type: 'int',
      default_value: 64,
      metadata: { owner: 'platform' },
      version: '1.2',
    }),
    ApiOperation({
      summary: 'Declare a setting',
      description:
        'Services send this at every start. A new setting is created; an existing one is compared with the declaration ' +
        'and upgraded where the declared version is higher and allows the differences.',
    }),
  );
}

/** The documentation of listing the settings. */
export function ListDocs(): MethodDecorator {
  return applyDecorators(
    ApiProblems({ 422: 'include_additional_data must be true or false, not "maybe"' }),
    ApiTaggedAnswer({
      description: 'The settings.',
      schema: {
        type: 'object',
        required: ['settings'],
        properties: {
          settings: {
            type: 'array',
            items: { anyOf: [{ $ref: getSchemaPath(SettingAnswer) }, { $ref: getSchemaPath(SettingSummaryAnswer) }] },
          },
        },
        example: { settings: [{ name: 'cache_size', type: 'int', default_value: 64, version: '1.1' }] },
      },
    }),
    ApiExtraModels(SettingSummaryAnswer, SettingAnswer),
    ApiQuery({
      name: 'include_additional_data',
      required: false,
      type: Boolean,
      description: 'also list configurable features, metadata and aliases',
    }),
    ApiOperation({ summary: 'List the settings', description: 'All settings, sorted by name.' }),
  );
}

/** The documentation of changing a type. */
export function SetTypeDocs(): MethodDecorator {
  return applyDecorators(
    ApiResponse({
      status: 409,
      description: 'the conflicts, as JSON; a problem where the version is not higher',
      content: {
        'application/json': {
          schema: { $ref: getSchemaPath(TypeConflictsAnswer) },
          example: { conflicts: ['rule 2 (user=guest, theme=dark) has incompatible value 30'] },
        },
        'application/problem+json': problemContent(409, NOT_HIGHER),
      },
    }),
    ApiProblems(INPUT_PROBLEMS),
    ApiExtraModels(TypeConflictsAnswer),
    NoContent(),
    ApiBodyExample(SetTypeBody, { type: 'float', version: '2.0' }),
    NameParam(),
    ApiOperation({
      summary: 'Change the type of a setting',
      description:
        "The default and every rule's value must be of the new type; in a minor version it must be a subtype.",
    }),
  );
}
