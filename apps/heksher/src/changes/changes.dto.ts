import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ExactNumber, printJson } from '@heksher/domain';
import type { ChangesPage, ItemsPage, LoggedChange } from '@heksher/persistence';
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
  @ApiProperty({ type: String, nullable: true, description: 'why, as its author says', example: 'jim needs more' })
  note: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'how it was made: api, declare, change_set, undo, restore, apply, startup, migration or external; null in changes of ' +
      'versions before 0.2',
    example: 'api',
  })
  origin: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'the id of its request', example: '2xk8f0w1m-1a' })
  request_id: string | null;

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    description: 'the sequence of the change that it undoes',
    example: null,
  })
  undoes: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'how many entries `/changes/{sequence}/items` lists; null if `before` and `after` are the only one',
    example: null,
  })
  items: number | null;

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
  @ApiProperty({ type: () => [LoggedChangeAnswer], description: 'in the order asked for' })
  changes: LoggedChangeAnswer[];

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    description: 'what to pass for the next page as `since`, or with `order=desc` as `before`; null at the end',
    example: null,
  })
  next: number | null;
}

/** An entry of a change. That of another program's write has `table`, `op` and `count` instead, and rows of the table. */
export class ItemAnswer {
  @ApiPropertyOptional({ type: 'integer', description: 'the index of the operation', example: 0 })
  n?: number;

  @ApiPropertyOptional({ description: 'the kind of change', example: 'rule.value_changed' })
  action?: string;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'the setting', example: 'cache_size' })
  setting?: string | null;

  @ApiPropertyOptional({ type: 'integer', nullable: true, description: 'the rule, if it is about one', example: 2 })
  rule_id?: number | null;

  @ApiPropertyOptional({ ...ANY_JSON, description: 'the state before', example: rule(20) })
  before?: unknown;

  @ApiPropertyOptional({ ...ANY_JSON, description: 'the state after', example: rule(30) })
  after?: unknown;
}

export class ItemsAnswer {
  @ApiProperty({ type: () => [ItemAnswer], description: 'in the order of the change' })
  items: ItemAnswer[];

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'what to pass as `after` for the next page; null at the end',
    example: null,
  })
  next: number | null;
}

/** A page of the log as the JSON text of a `ChangesAnswer`. Before and after keep the digits of the log. */
export function printPage({ changes, next }: ChangesPage): string {
  return `{"changes":[${changes.map(printLogged).join(',')}],"next":${next ?? 'null'}}`;
}

/** A page of entries as the JSON text of an `ItemsAnswer`, with the digits of the log. */
export function printItems({ items, next }: ItemsPage): string {
  return `{"items":[${items.join(',')}],"next":${next ?? 'null'}}`;
}

/** A change as the JSON text of a `LoggedChangeAnswer`. */
export function printLogged({ seq, requestId, undoes, before, after, ...change }: LoggedChange): string {
  const { at, actor, action, settings, note, origin, items } = change;
  const head = printJson({
    sequence: new ExactNumber(seq),
    ...{ at, actor, action, settings, note, origin },
    request_id: requestId,
    undoes: undoes === null ? null : new ExactNumber(undoes),
    items,
  });
  return `${head.slice(0, -1)},"before":${before ?? 'null'},"after":${after ?? 'null'}}`;
}
