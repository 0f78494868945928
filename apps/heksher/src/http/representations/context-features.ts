import { ApiProperty } from '@nestjs/swagger';
import { printJson } from '@heksher/domain';

/** The names of all context features, in order. */
export class ContextFeaturesAnswer {
  @ApiProperty({ example: ['account', 'user', 'theme', 'trust'] })
  context_features: string[];
}

export class ContextFeatureAnswer {
  @ApiProperty({ type: 'integer', description: 'its place in the list, from 0', example: 2 })
  index: number;
}

/** The body of `GET /context_features`. */
export function printFeaturesBody(features: readonly string[]): string {
  return printJson({ context_features: features });
}

/** The body of `GET /context_features/{name}`. */
export function printFeatureBody(index: number): string {
  return printJson({ index });
}
