import { Injectable } from '@nestjs/common';
import { evaluate, explainContext, type Context, type Evaluation, type ExplainedRule } from '@heksher/domain';
import { RulesetCache, assertAllFound, byRequestedName, type LoadedSetting, type Reading } from '@heksher/persistence';

/** What is to be evaluated. */
export interface EvaluationRequest {
  /** Names or aliases; undefined for all settings. */
  settings: readonly string[] | undefined;
  context: Context;
  isExplained: boolean;
}

/** A setting's value, by the name that was asked for. */
export interface NamedEvaluation extends Evaluation {
  name: string;
  /** Undefined unless it was asked for. */
  explanation: ExplainedRule[] | undefined;
}

/** Evaluated settings, and the reading that they are of. */
export interface EvaluatedReading {
  evaluations: NamedEvaluation[];
  reading: Reading;
}

/** Finds the values of settings in a context. */
@Injectable()
export class EvaluationService {
  constructor(private readonly rulesets: RulesetCache) {}

  /**
   * The settings by the names that were asked for, each once, or all by their canonical names, in the order of the names. All
   * are of one reading, which may be stale. Throws `not-found` naming every unknown setting.
   */
  async evaluate(request: EvaluationRequest): Promise<EvaluatedReading> {
    return evaluateReading(await this.rulesets.readOrStale(request.settings), request);
  }

  /** As `evaluate`, from memory right after the rulesets were synchronized; undefined unless all settings are cached. */
  evaluateCached(request: EvaluationRequest): EvaluatedReading | undefined {
    const reading = this.rulesets.readCached(request.settings);
    return reading && evaluateReading(reading, request);
  }
}

function evaluateReading(reading: Reading, { settings: names, ...how }: EvaluationRequest): EvaluatedReading {
  assertAllFound(reading);
  return { evaluations: byRequestedName(reading, names).map(([name, one]) => evaluateOne(name, one, how)), reading };
}

function evaluateOne(
  name: string,
  { ruleset }: LoadedSetting,
  { context, isExplained }: Omit<EvaluationRequest, 'settings'>,
): NamedEvaluation {
  const { value, rule } = evaluate(ruleset, context);
  const explanation = isExplained ? explainContext(ruleset, context) : undefined;
  return { name, value, rule, explanation };
}
