import { ApiProperty } from '@nestjs/swagger';
import { Documented } from '../http/openapi/documented.js';

export class RevisionAnswer {
  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    description: 'the sequence of the last change; null while the database has lost its head',
    example: 41,
  })
  sequence: number | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'the time of that change; null if the log does not have it',
    example: '2026-11-23T20:15:00.000Z',
  })
  at: string | null;
}

export const RevisionDocs = Documented('changes', {
  get: {
    summary: 'Get the revision',
    description: 'The position of the change log: the cheapest way to learn whether anything has changed.',
    tagged: { type: RevisionAnswer, description: 'The last change.' },
    problems: {},
  },
});
