import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { OperationResult } from '@heksher/domain';
import type { Carried } from '@heksher/operations';
import { DeclarationAnswer, presentVerdict } from '../http/representations/declaration.js';

/** The result of one operation. */
export class OperationResultAnswer {
  @ApiProperty({ enum: ['created', 'changed', 'deleted', 'unchanged'], example: 'created' })
  outcome: OperationResult['outcome'];

  @ApiPropertyOptional({
    type: 'integer',
    description: 'the rule; absent if it is not one, or does not exist yet',
    example: 3,
  })
  rule_id?: number;

  @ApiPropertyOptional({ type: () => DeclarationAnswer, description: 'the verdict on a declaration' })
  declaration?: DeclarationAnswer;

  @ApiPropertyOptional({ type: [String], description: 'why a type cannot be changed' })
  conflicts?: string[];
}

/** The results of operations, or of their dry run. */
export class CarriedAnswer {
  @ApiPropertyOptional({ description: 'true if nothing was changed, because the request only asked', example: true })
  dry_run?: boolean;

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    description: 'the sequence of the change, null if nothing has changed; in a dry run that of the state',
    example: 57,
  })
  sequence: number | null;

  @ApiProperty({ type: () => [OperationResultAnswer], description: 'one for each operation' })
  results: OperationResultAnswer[];

  @ApiProperty({ type: [String], example: [] })
  warnings: string[];
}

/** The results of operations, as the API shows them. */
export function presentCarried(
  { plan: { results, warnings }, sequence }: Pick<Carried, 'plan' | 'sequence'>,
  { isDryRun }: { isDryRun: boolean },
): CarriedAnswer {
  return {
    ...(isDryRun && { dry_run: true }),
    sequence: sequence === undefined ? null : Number(sequence),
    results: results.map(presentResult),
    warnings,
  };
}

function presentResult({ outcome, ruleId, declaration, typeConflicts }: OperationResult): OperationResultAnswer {
  return {
    outcome,
    ...(ruleId !== undefined && ruleId > 0 && { rule_id: ruleId }),
    ...(declaration && { declaration: presentVerdict(declaration) }),
    ...(typeConflicts && { conflicts: typeConflicts.conflicts }),
  };
}
