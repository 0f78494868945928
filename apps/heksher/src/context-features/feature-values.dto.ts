import { ApiProperty } from '@nestjs/swagger';

export class FeatureValueAnswer {
  @ApiProperty({ example: 'guest' })
  value: string;

  @ApiProperty({ type: 'integer', description: 'how many rules have a condition with it', example: 2 })
  rules: number;
}

export class FeatureValuesAnswer {
  @ApiProperty({ type: () => [FeatureValueAnswer], description: 'the most used first' })
  values: FeatureValueAnswer[];
}
