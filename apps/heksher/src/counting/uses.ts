import type { Evaluation, UseKind } from '@heksher/domain';

/** The settings that an answer is about, as a request asked for them. */
export interface Uses {
  kind: UseKind;
  /** Names and aliases of settings that exist; undefined for all settings. */
  names: readonly string[] | undefined;
  /** The ids of the rules whose values it has. */
  rules?: readonly number[];
}

/** The ids of the rules that have decided some values. */
export function winnersOf(evaluations: readonly Evaluation[]): number[] {
  const rules: number[] = [];
  for (const { rule } of evaluations) if (rule) rules.push(rule.id);
  return rules;
}
