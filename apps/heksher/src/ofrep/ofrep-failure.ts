import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiResponse, getSchemaPath } from '@nestjs/swagger';

/** An error under /ofrep/. */
export class OfrepFailure {
  @ApiPropertyOptional({
    description: 'the requested key; absent if the request was not for a single key',
    example: 'cash_size',
  })
  key?: string;

  @ApiProperty({
    enum: ['PARSE_ERROR', 'INVALID_CONTEXT', 'FLAG_NOT_FOUND', 'GENERAL'],
    description: 'the kind of failure',
    example: 'FLAG_NOT_FOUND',
  })
  errorCode: string;

  @ApiProperty({ description: 'a sentence for people', example: 'no setting is called "cash_size"' })
  errorDetails: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'always empty', example: {} })
  metadata: Record<string, never>;
}

/** Documents a failure by its status and an example of it. */
export function ApiFailure(
  status: number,
  description: string,
  example: Omit<OfrepFailure, 'metadata'>,
): MethodDecorator {
  const schema = { $ref: getSchemaPath(OfrepFailure) };
  const content = { 'application/json': { schema, example: { ...example, metadata: {} } } };
  return applyDecorators(ApiExtraModels(OfrepFailure), ApiResponse({ status, description, content }));
}
