import { Injectable } from '@nestjs/common';
import {
  evaluate,
  explainContext,
  type Context,
  type Evaluation,
  type ExplainedRule,
  type Point,
} from '@heksher/domain';
import {
  PastReader,
  RulesetCache,
  assertAllFound,
  byRequestedName,
  type Freshness,
  type LoadedSetting,
  type Reading,
} from '@heksher/persistence';
import { winnersOf, type Uses } from '../counting/uses.js';
import { SelectedSettings } from './selected-settings.js';
import type { SettingPaging } from './setting-selection.js';

/** What is to be evaluated. */
export interface EvaluationRequest {
  /** Names or aliases; undefined for all settings. */
  settings: readonly string[] | undefined;
  context: Context;
  isExplained: boolean;
  /** Which page of the settings; undefined for all of them at once. */
  paging: SettingPaging | undefined;
  /** Undefined for the present state. Not with a page. */
  asOf: Point | undefined;
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
  /** Which page it is; undefined if all settings are there. */
  page?: { total: number; end: string | undefined };
}

/** Finds the values of settings in a context. */
@Injectable()
export class EvaluationService {
  constructor(
    private readonly rulesets: RulesetCache,
    private readonly past: PastReader,
    private readonly selected: SelectedSettings,
  ) {}

  /**
   * The settings by the names that were asked for, each once, or all by their canonical names, in the order of the names. All
   * are of one reading, which may be stale, or is of an earlier state if the request says so; or a page of them. Throws
   * `not-found` naming every unknown setting, and `gone` as `PastReader.read`.
   */
  async evaluate(request: EvaluationRequest, freshness: Freshness): Promise<EvaluatedReading> {
    const { paging } = request;
    if (paging) return this.evaluatePage({ ...request, paging }, freshness);
    const { settings, asOf } = request;
    const reading = await (asOf ? this.past.read(settings, asOf) : this.rulesets.readOrStale(settings, { freshness }));
    return evaluateReading(reading, request);
  }

  private async evaluatePage(
    request: EvaluationRequest & { paging: SettingPaging },
    freshness: Freshness,
  ): Promise<EvaluatedReading> {
    const selection = { settings: request.settings, ...request.paging };
    const { settings, reading, ...page } = await this.selected.readPage(selection, freshness);
    return { evaluations: settings.map(([name, one]) => evaluateOne(name, one, request)), reading, page };
  }

  /**
   * As `evaluate`, from memory right after the rulesets were synchronized; undefined unless all settings are cached and asked
   * for at once, as they are now.
   */
  evaluateCached(request: EvaluationRequest): EvaluatedReading | undefined {
    if (request.paging || request.asOf) return undefined;
    const reading = this.rulesets.readCached(request.settings);
    return reading && evaluateReading(reading, request);
  }
}

/** What an answer with these values counts as; undefined for a state of the past. */
export function usesOf({ evaluations, page }: EvaluatedReading, request: EvaluationRequest): Uses | undefined {
  if (request.asOf) return undefined;
  const names = page ? evaluations.map(({ name }) => name) : request.settings;
  return { kind: 'evaluate', names, rules: winnersOf(evaluations) };
}

function evaluateReading(reading: Reading, { settings: names, ...how }: EvaluationRequest): EvaluatedReading {
  assertAllFound(reading);
  return { evaluations: byRequestedName(reading, names).map(([name, one]) => evaluateOne(name, one, how)), reading };
}

function evaluateOne(
  name: string,
  { ruleset }: LoadedSetting,
  { context, isExplained }: Pick<EvaluationRequest, 'context' | 'isExplained'>,
): NamedEvaluation {
  const { value, rule } = evaluate(ruleset, context);
  const explanation = isExplained ? explainContext(ruleset, context) : undefined;
  return { name, value, rule, explanation };
}
