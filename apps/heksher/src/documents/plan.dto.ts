import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { printJson, type DocumentChange, type JsonObject, type JsonValue } from '@heksher/domain';
import { ANY_JSON } from '../http/openapi/api-docs.js';
import { ImpactAnswer, presentImpact } from '../mutations/impact.dto.js';
import { DocumentAnswer } from './document.dto.js';
import type { PlannedDocument } from './plan.service.js';
import { presentOperation } from './present-operation.js';

export class PlanBody {
  @ApiProperty({ type: () => DocumentAnswer })
  document: DocumentAnswer;

  @ApiPropertyOptional({
    description: 'whether to delete the rules in the scope of the document that it lacks',
    default: false,
  })
  prune?: boolean;

  @ApiPropertyOptional({ description: 'with prune: whether to delete such settings, too', default: false })
  prune_settings?: boolean;
}

class PlanSummaryAnswer {
  @ApiProperty({ type: 'integer', example: 1 })
  created: number;

  @ApiProperty({ type: 'integer', example: 2 })
  changed: number;

  @ApiProperty({ type: 'integer', example: 0 })
  deleted: number;

  @ApiProperty({ type: 'integer', example: 40 })
  unchanged: number;
}

class LastChangeAnswer {
  @ApiProperty({ type: 'integer', format: 'int64', example: 41 })
  sequence: number;

  @ApiProperty({ format: 'date-time', example: '2026-11-23T20:15:00.000Z' })
  at: string;

  @ApiProperty({ type: String, nullable: true, example: 'jim' })
  actor: string | null;
}

class PlanChangeAnswer {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'the canonical name; null for the list of context features',
    example: 'cache_size',
  })
  setting: string | null;

  @ApiPropertyOptional({ type: Object, description: 'the conditions of a rule', example: { user: 'guest' } })
  when?: Record<string, string>;

  @ApiPropertyOptional({
    description:
      'an attribute of the setting, metadata of the rule, or context_features; absent: the whole setting, or the value of the rule',
    example: 'default_value',
  })
  attribute?: string;

  @ApiPropertyOptional({ ...ANY_JSON, description: 'absent: it does not exist', example: 10 })
  before?: JsonValue;

  @ApiPropertyOptional({ ...ANY_JSON, description: 'absent: it goes', example: 20 })
  after?: JsonValue;

  @ApiPropertyOptional({
    type: () => LastChangeAnswer,
    nullable: true,
    description: 'who changed it last; null if the log does not tell, absent if it does not exist yet',
  })
  last_changed?: LastChangeAnswer | null;
}

export class PlanAnswer {
  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    description: 'the sequence of the compared state, for the change set; null while the database has lost its head',
    example: 57,
  })
  based_on: number | null;

  @ApiProperty({ type: [Object], description: 'as `POST /api/v1/change_sets` takes them' })
  operations: JsonObject[];

  @ApiProperty({ type: () => PlanSummaryAnswer, description: 'of settings, rules and the list of context features' })
  summary: PlanSummaryAnswer;

  @ApiProperty({ type: () => [PlanChangeAnswer] })
  changes: PlanChangeAnswer[];

  @ApiProperty({
    type: () => [ImpactAnswer],
    description: 'the contexts in which another rule wins or the value differs; at most 1,000',
  })
  impact: ImpactAnswer[];

  @ApiProperty({ description: 'true if there may be more of them', example: false })
  impact_truncated: boolean;

  @ApiProperty({
    example: ['cache_size has version 1.2 in the service and 1.1 in the document: its attributes stay as they are'],
  })
  warnings: string[];
}

/** What a document would change, as JSON text of a `PlanAnswer`. It is printed in steps, since it may be large. */
export function* printPlan(planned: PlannedDocument): Generator<void, string> {
  const { basedOn = 'null', summary, impact, warnings } = planned;
  const members = [
    `"based_on":${basedOn}`,
    `"operations":${yield* printList(planned.operations, ({ operation }) => presentOperation(operation))}`,
    `"summary":${printJson(summary)}`,
    `"changes":${yield* printList(planned.changes, (change) => presentChange(change, planned))}`,
    `"impact":${yield* printList(impact.entries, presentImpact)}`,
    `"impact_truncated":${impact.isTruncated}`,
    `"warnings":${printJson(warnings)}`,
  ];
  return `{${members.join(',')}}`;
}

function* printList<Item>(items: readonly Item[], present: (item: Item) => object): Generator<void, string> {
  const printed: string[] = [];
  for (const item of items) {
    printed.push(printJson(present(item)));
    yield;
  }
  return `[${printed.join(',')}]`;
}

function presentChange(change: DocumentChange, { lastChanges }: PlannedDocument): PlanChangeAnswer {
  const { setting = null, conditions, attribute, before, after, subject } = change;
  const last = subject && lastChanges.get(subject);
  return {
    setting,
    ...(conditions && { when: Object.fromEntries(conditions.map(({ feature, value }) => [feature, value])) }),
    ...(attribute !== undefined && { attribute }),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(subject && { last_changed: last ? { sequence: Number(last.seq), at: last.at, actor: last.actor } : null }),
  };
}
