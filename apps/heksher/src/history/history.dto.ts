import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ExactNumber, printItem, type HistoryConflict, type JsonValue } from '@heksher/domain';
import type { Carried } from '@heksher/operations';
import { ANY_JSON } from '../http/openapi/api-docs.js';

const NOTE = {
  description: 'why, for the change log, unless the header Heksher-Note says so; at most 1,000 characters',
  example: 'TICKET-7: that was a mistake',
};

const EXAMPLE_RULE = { rule_id: 2, setting: 'cache_size', feature_values: [['user', 'guest']], metadata: {} };

export class UndoBody {
  @ApiPropertyOptional(NOTE)
  note?: string;

  @ApiPropertyOptional({ description: 'only say what would happen', default: false, example: true })
  dry_run?: boolean;
}

export class RestoreBody {
  @ApiProperty({
    oneOf: [
      { type: 'integer', format: 'int64' },
      { type: 'string', format: 'date-time' },
    ],
    description: 'the state to restore: that right after a change, by its sequence, or that of a time',
    example: 9,
  })
  to: number | string;

  @ApiPropertyOptional({
    type: [String],
    description: 'only settings that have one of these names or aliases now, or had it then; absent: all',
    example: ['cache_size'],
  })
  settings?: string[];

  @ApiPropertyOptional({ description: 'only settings whose name begins like this now, or did then', example: 'cache' })
  prefix?: string;

  @ApiPropertyOptional({ description: 'restore the list of context features as well', default: false, example: false })
  with_context_features?: boolean;

  @ApiPropertyOptional(NOTE)
  note?: string;

  @ApiPropertyOptional({ description: 'only say what would happen', default: true, example: true })
  dry_run?: boolean;
}

export class HistoryItemAnswer {
  @ApiProperty({ type: 'integer', example: 0 })
  n: number;

  @ApiProperty({ example: 'rule.value_changed' })
  action: string;

  @ApiProperty({ type: String, nullable: true, description: 'null for the list of context features', example: 'size' })
  setting: string | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 2 })
  rule_id: number | null;

  @ApiProperty({ ...ANY_JSON, description: 'null if it is new', example: { ...EXAMPLE_RULE, value: 30 } })
  before: JsonValue;

  @ApiProperty({ ...ANY_JSON, description: 'null if it is deleted', example: { ...EXAMPLE_RULE, value: 20 } })
  after: JsonValue;
}

/** The effect of an undo or a restore, or of its dry run. */
export class HistoryAnswer {
  @ApiPropertyOptional({ description: 'true if nothing was changed, because the request only asked', example: true })
  dry_run?: boolean;

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    description: 'the sequence of the new change, null if nothing has changed; in a dry run that of the state',
    example: 57,
  })
  sequence: number | null;

  @ApiProperty({ type: () => [HistoryItemAnswer], description: 'what changes, as in the log; at most 1,000 entries' })
  items: HistoryItemAnswer[];

  @ApiProperty({ type: 'integer', description: 'how many entries there are', example: 1 })
  total: number;
}

const MOST_ITEMS = 1000;

/** The effect of an undo or a restore, as JSON text of a `HistoryAnswer`. */
export function printCarried({ plan: { items, isUnchanged }, sequence }: Carried, isDryRun: boolean): string {
  const listed = isUnchanged ? [] : items.slice(0, MOST_ITEMS).map(printItem);
  const total = isUnchanged ? 0 : items.length;
  const mark = isDryRun ? '"dry_run":true,' : '';
  return `{${mark}"sequence":${sequence ?? 'null'},"items":[${listed.join()}],"total":${total}}`;
}

/** A conflict as a member of a problem. Missing things are null. */
export function presentConflict(conflict: HistoryConflict, changedBy: readonly bigint[]): object {
  const { setting, ruleId, attribute, expected, actual, reason } = conflict;
  return {
    setting: setting ?? null,
    ...(ruleId !== undefined && { rule_id: ruleId }),
    attribute,
    expected: expected ?? null,
    actual: actual ?? null,
    changed_by: changedBy.map((sequence) => new ExactNumber(String(sequence))),
    reason,
  };
}
