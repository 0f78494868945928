import { ApiProperty } from '@nestjs/swagger';
import type { ChangesPage, LoggedChange } from '@heksher/persistence';
import { printNotice } from '../change-stream/frames.js';
import { ANY_JSON } from '../http/openapi/api-docs.js';

const rule = (value: number) => {
  const feature_values = [
    ['user', 'guest'],
    ['theme', 'dark'],
  ];
  return { rule_id: 2, setting: 'cache_size', value, feature_values, metadata: {} };
};

/** A change as a stream sends it. */
export class ChangeNoticeAnswer {
  @ApiProperty({ type: 'integer', format: 'int64', description: 'the position in the log', example: 9 })
  sequence: number;

  @ApiProperty({ format: 'date-time', description: 'the time of the change', example: '2026-11-23T20:15:00.000Z' })
  at: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'the actor that the proxy named; null if it named none',
    example: 'jim@example.com',
  })
  actor: string | null;

  @ApiProperty({
    description: 'the kind of change; `external` for a write of another program',
    example: 'rule.value_changed',
  })
  action: string;

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'the canonical names of the settings that it touched; null if it may be any',
    example: ['cache_size'],
  })
  settings: string[] | null;
}

/** A change as it is in the log. */
export class LoggedChangeAnswer extends ChangeNoticeAnswer {
  @ApiProperty({ ...ANY_JSON, description: 'the state before; null if there was none', example: rule(20) })
  before: unknown;

  @ApiProperty({
    ...ANY_JSON,
    description: 'the state after; null if there is none',
    example: rule(30),
  })
  after: unknown;
}

export class ChangesAnswer {
  @ApiProperty({ type: () => [LoggedChangeAnswer], description: 'oldest first' })
  changes: LoggedChangeAnswer[];

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    description: 'what to pass as `since` for the next page; null at the end',
    example: null,
  })
  next: number | null;
}

/** A page of the log as the JSON text of a `ChangesAnswer`. Before and after keep the digits of the log. */
export function printPage({ changes, next }: ChangesPage): string {
  return `{"changes":[${changes.map(printLogged).join(',')}],"next":${next ?? 'null'}}`;
}

function printLogged(change: LoggedChange): string {
  const { before, after } = change;
  return `${printNotice(change).slice(0, -1)},"before":${before ?? 'null'},"after":${after ?? 'null'}}`;
}
