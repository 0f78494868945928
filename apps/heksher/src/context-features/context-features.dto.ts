import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FEATURE_NAME, invalid, type FeaturePlace } from '@heksher/domain';
import { IsName, MayBeAbsent } from '../http/body/validators.js';

export class AddContextFeatureBody {
  @ApiProperty({ description: 'the name of the context feature', example: 'region' })
  @IsName(FEATURE_NAME)
  context_feature: string;
}

export class MoveContextFeatureBody {
  @ApiPropertyOptional({ description: 'the feature that it is to follow', example: 'user' })
  @MayBeAbsent()
  @IsName(FEATURE_NAME)
  to_after?: string;

  @ApiPropertyOptional({ description: 'the feature that it is to precede', example: 'account' })
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

/** The names of all context features, in order. */
export class ContextFeaturesAnswer {
  @ApiProperty({ example: ['account', 'user', 'theme', 'trust'] })
  context_features: string[];
}

export class ContextFeatureAnswer {
  @ApiProperty({ type: 'integer', description: 'its place in the list, from 0', example: 2 })
  index: number;
}
