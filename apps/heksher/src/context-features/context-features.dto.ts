import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FEATURE_NAME, invalid, type FeaturePlace } from '@heksher/domain';
import { IsName, MayBeAbsent } from '../http/body/validators.js';

export class AddContextFeatureBody {
  @ApiProperty({ description: 'the name of the context feature', example: 'region' })
  @IsName(FEATURE_NAME)
  context_feature: string;
}

export class MoveContextFeatureBody {
  @ApiPropertyOptional({ description: 'the feature after which it moves', example: 'user' })
  @MayBeAbsent()
  @IsName(FEATURE_NAME)
  to_after?: string;

  @ApiPropertyOptional({ description: 'the feature before which it moves', example: 'account' })
  @MayBeAbsent()
  @IsName(FEATURE_NAME)
  to_before?: string;

  /** Where the feature is to go. Throws `invalid` unless exactly one place is named. */
  toPlace(): FeaturePlace {
    const { to_after: after, to_before: before } = this;
    if (after !== undefined && before === undefined) return { after };
    if (before !== undefined && after === undefined) return { before };
    throw invalid('exactly one of to_after and to_before is required');
  }
}
