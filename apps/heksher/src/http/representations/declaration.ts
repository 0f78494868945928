import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { printVersion, type DeclarationOutcome, type Difference, type JsonValue } from '@heksher/domain';
import { ANY_JSON } from '../openapi/api-docs.js';

export class DifferenceAnswer {
  @ApiProperty({ enum: ['minor', 'major', 'mismatch'], example: 'minor' })
  level: string;

  @ApiPropertyOptional({ description: 'the attribute that differs', example: 'metadata' })
  attribute?: string;

  @ApiPropertyOptional({ ...ANY_JSON, description: 'the stored value', example: {} })
  latest_value?: JsonValue;

  @ApiPropertyOptional({ description: 'the difference in words, in place of attribute and latest_value' })
  message?: string;
}

export class DeclarationAnswer {
  @ApiProperty({ enum: ['created', 'uptodate', 'outdated', 'upgraded', 'rejected', 'mismatch'], example: 'upgraded' })
  outcome: string;

  @ApiPropertyOptional({ description: 'if outdated: the stored version', example: '1.1' })
  latest_version?: string;

  @ApiPropertyOptional({ description: 'if upgraded or rejected: the stored version before', example: '1.1' })
  previous_version?: string;

  @ApiPropertyOptional({ type: () => [DifferenceAnswer] })
  differences?: DifferenceAnswer[];
}

/** The outcome of a declaration as Heksher's clients read it. */
export function presentVerdict(verdict: DeclarationOutcome): DeclarationAnswer {
  switch (verdict.outcome) {
    case 'created':
    case 'uptodate':
      return { outcome: verdict.outcome };
    case 'mismatch':
      return { outcome: verdict.outcome, differences: verdict.differences.map(presentDifference) };
    case 'outdated':
      return {
        outcome: verdict.outcome,
        latest_version: printVersion(verdict.latestVersion),
        differences: verdict.differences.map(presentDifference),
      };
    case 'upgraded':
    case 'rejected':
      return {
        outcome: verdict.outcome,
        previous_version: printVersion(verdict.previousVersion),
        differences: verdict.differences.map(presentDifference),
      };
  }
}

function presentDifference(difference: Difference): DifferenceAnswer {
  const { level } = difference;
  if ('message' in difference) return { level, message: difference.message };
  return { level, attribute: difference.attribute, latest_value: difference.latestValue };
}
