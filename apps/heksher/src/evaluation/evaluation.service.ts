import { Injectable } from '@nestjs/common';
import { evaluate, explainContext, type Context, type Evaluation, type ExplainedRule } from '@heksher/domain';
import { RulesetCache, assertAllFound, byAnyName, type LoadedSetting, type Reading } from '@heksher/persistence';

/** What is to be evaluated. */
export interface EvaluationRequest {
  /** Names or aliases; undefined for all settings. */
  settings: readonly string[] | undefined;
  context: Context;
  isExplained: boolean;
}

/** A setting's value, under the name that was asked for. */
export interface NamedEvaluation extends Evaluation {
  name: string;
  /** Where it was asked for. */
  explanation: ExplainedRule[] | undefined;
}

/** Answers which values the settings have in a context. */
@Injectable()
export class EvaluationService {
  constructor(private readonly rulesets: RulesetCache) {}

  /**
   * The settings by the names they were asked for, each name once, or all by canonical name; in the order of the names and
   * all of one state, which the reading tells. Throws `not-found` naming every unknown setting.
   */
  async evaluate({
    settings: names,
    ...how
  }: EvaluationRequest): Promise<{ evaluations: NamedEvaluation[]; reading: Reading }> {
    const reading = await this.rulesets.read(names);
    assertAllFound(reading);
    return { evaluations: byAskedName(reading, names).map(([name, one]) => evaluateOne(name, one, how)), reading };
  }
}

function byAskedName({ settings }: Reading, names: readonly string[] | undefined): [string, LoadedSetting][] {
  if (names === undefined) return settings.map((one) => [one.setting.name, one]);
  const found = byAnyName(settings);
  // Names are ASCII: JavaScript's own order of them is that of their code points.
  return [...new Set(names)].sort().flatMap((name): [string, LoadedSetting][] => {
    const one = found.get(name);
    return one ? [[name, one]] : [];
  });
}

function evaluateOne(
  name: string,
  { setting, ruleset }: LoadedSetting,
  { context, isExplained }: Omit<EvaluationRequest, 'settings'>,
): NamedEvaluation {
  const explanation = isExplained ? explainContext(setting, ruleset, context) : undefined;
  return { name, ...evaluate(setting, ruleset, context), explanation };
}
