import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class HealthAnswer {
  @ApiProperty({ description: 'the version of the service', example: '1.2.3' })
  version: string;

  @ApiPropertyOptional({ description: 'if the service only shows its documentation', example: true })
  doc_only?: true;
}
